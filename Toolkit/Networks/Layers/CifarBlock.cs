using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The residual block of He et al.'s CIFAR networks: two 3×3 convolutions, each with batch normalisation, added to their input. Where the
/// shape differs, every second row and column of the input is taken and the new channels are zero (option A).
/// </summary>
internal sealed class CifarBlock : TracedModule, IResidualBlock
{
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly nn.Module<Tensor, Tensor>? downsample;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output, as many or an even number more.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    public CifarBlock(int inputs, int outputs, int stride) : base(nameof(CifarBlock))
    {
        register_module("conv1", conv1 = Layer.Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(outputs));
        register_module("conv2", conv2 = Layer.Conv2d(outputs, outputs, 3, padding: 1, bias: false));
        register_module("bn2", bn2 = nn.BatchNorm2d(outputs));
        if (stride != 1 || inputs != outputs) register_module("downsample", downsample = new PaddedShortcut(stride, outputs - inputs));
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => bn2;

    public nn.Module<Tensor, Tensor>? Shortcut => downsample;

    public override TracedTensor Run(TracedTensor input)
    {
        var inner = input.Through(conv1).Through(bn1).Relu();
        var shortcut = downsample is null ? input : input.Through(downsample);
        return inner.Through(conv2).Through(bn2).AddInPlace(shortcut).Relu();
    }

    /// <summary>
    /// Takes rows and columns at the stride's distance and puts half of the new channels before the others, half after them.
    /// </summary>
    private sealed class PaddedShortcut(int stride, int newChannels) : TracedModule(nameof(PaddedShortcut))
    {
        public override TracedTensor Run(TracedTensor input) => input.EveryNth(stride).Pad(0, 0, 0, 0, newChannels / 2, newChannels / 2);
    }
}
