using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The residual block of ResNet18 and ResNet34 (He et al. 2015), and of the paper's CIFAR networks: two 3×3 convolutions, each with batch
/// normalisation, added to their input. The first convolution has the stride. Where its shape differs, the input is projected by a 1×1
/// convolution (option B of the paper), or subsampled and padded with zeros (option A, <see cref="PaddedShortcut"/>).
/// </summary>
internal sealed class BasicBlock : TracedModule, IResidualBlock
{
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    /// <param name="projects">Whether a convolution projects the input, else it is padded.</param>
    public BasicBlock(int inputs, int outputs, int stride, bool projects = true) : base(nameof(BasicBlock))
    {
        register_module("conv1", conv1 = Layer.Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(outputs));
        register_module("conv2", conv2 = Layer.Conv2d(outputs, outputs, 3, padding: 1, bias: false));
        register_module("bn2", bn2 = nn.BatchNorm2d(outputs));
        if (stride == 1 && inputs == outputs) return;
        downsample = projects
            ? new LayerStack(Layer.Conv2d(inputs, outputs, 1, stride, bias: false), nn.BatchNorm2d(outputs))
            : new PaddedShortcut(stride, outputs - inputs);
        register_module("downsample", downsample);
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => bn2;

    public nn.Module<Tensor, Tensor>? Shortcut => downsample;

    public override TracedTensor Run(TracedTensor input)
    {
        var inner = input.Through(conv1).Through(bn1).Relu();
        var shortcut = downsample is null ? input : input.Through(downsample);
        return inner.Through(conv2).Through(bn2).AddInPlace(shortcut).Relu();
    }
}
