using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The residual block of ResNet50 and deeper (He et al. 2015): a 1×1 convolution that narrows, a 3×3 convolution with the stride, and a
/// 1×1 convolution to four times the width, each with batch normalisation, added to their input. The input is projected by a 1×1
/// convolution where its shape differs.
/// </summary>
internal sealed class Bottleneck : TracedModule, IResidualBlock
{
    /// <summary>Channels of the output for one of the width.</summary>
    public const int Expansion = 4;

    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly nn.Module<Tensor, Tensor> conv3;
    private readonly nn.Module<Tensor, Tensor> bn3;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="width">Channels inside; the output has four times as many.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    public Bottleneck(int inputs, int width, int stride) : base(nameof(Bottleneck))
    {
        var outputs = width * Expansion;
        register_module("conv1", conv1 = Layer.Conv2d(inputs, width, 1, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(width));
        register_module("conv2", conv2 = Layer.Conv2d(width, width, 3, stride, padding: 1, bias: false));
        register_module("bn2", bn2 = nn.BatchNorm2d(width));
        register_module("conv3", conv3 = Layer.Conv2d(width, outputs, 1, bias: false));
        register_module("bn3", bn3 = nn.BatchNorm2d(outputs));
        if (stride == 1 && inputs == outputs) return;
        downsample = new LayerStack(Layer.Conv2d(inputs, outputs, 1, stride, bias: false), nn.BatchNorm2d(outputs));
        register_module("downsample", downsample);
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => bn3;

    public nn.Module<Tensor, Tensor>? Shortcut => downsample;

    public override TracedTensor Run(TracedTensor input)
    {
        var inner = input.Through(conv1).Through(bn1).Relu().Through(conv2).Through(bn2).Relu();
        var shortcut = downsample is null ? input : input.Through(downsample);
        return inner.Through(conv3).Through(bn3).AddInPlace(shortcut).Relu();
    }
}
