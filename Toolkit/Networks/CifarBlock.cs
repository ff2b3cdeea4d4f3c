using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// The residual block of He et al.'s CIFAR networks: two 3×3 convolutions, each with batch normalisation, added to their input. Where the
/// shape differs, every second row and column of the input is taken and the new channels are zero (option A).
/// </summary>
internal sealed class CifarBlock : nn.Module<Tensor, Tensor>, IResidualBlock
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
        register_module("conv1", conv1 = nn.Conv2d(inputs, outputs, 3L, stride, 1L, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(outputs));
        register_module("conv2", conv2 = nn.Conv2d(outputs, outputs, 3L, 1L, 1L, bias: false));
        register_module("bn2", bn2 = nn.BatchNorm2d(outputs));
        if (stride != 1 || inputs != outputs) register_module("downsample", downsample = new PaddedShortcut(stride, outputs - inputs));
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => bn2;

    public nn.Module<Tensor, Tensor>? Shortcut => downsample;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = bn1.call(conv1.call(input)).relu_();
        var sum = bn2.call(conv2.call(inner)).add_(downsample is null ? input : downsample.call(input));
        return sum.relu_().MoveToOuterDisposeScope();
    }

    /// <summary>Takes rows and columns at the stride's distance and puts half of the new channels before the others, half after them.</summary>
    private sealed class PaddedShortcut(int stride, int newChannels) : nn.Module<Tensor, Tensor>(nameof(PaddedShortcut))
    {
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var every = TensorIndex.Slice(null, null, stride);
            var half = newChannels / 2;
            var taken = input[TensorIndex.Ellipsis, every, every];
            return nn.functional.pad(taken, (long[])[0, 0, 0, 0, half, half]).MoveToOuterDisposeScope();
        }
    }
}
