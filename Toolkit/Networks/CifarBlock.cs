using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// The residual block of He et al.'s CIFAR networks: two 3×3 convolutions, each with batch normalisation, added to their input. Where the
/// shape differs, every second row and column of the input is taken and the new channels are zero (option A).
/// </summary>
internal sealed class CifarBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> bn2;
    private readonly int stride;
    private readonly int newChannels;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output, as many or an even number more.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    public CifarBlock(int inputs, int outputs, int stride) : base(nameof(CifarBlock))
    {
        (this.stride, newChannels) = (stride, outputs - inputs);
        register_module("conv1", conv1 = nn.Conv2d(inputs, outputs, 3L, stride, 1L, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(outputs));
        register_module("conv2", conv2 = nn.Conv2d(outputs, outputs, 3L, 1L, 1L, bias: false));
        register_module("bn2", bn2 = nn.BatchNorm2d(outputs));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = bn1.call(conv1.call(input)).relu_();
        var sum = bn2.call(conv2.call(inner)).add_(Shortcut(input));
        return sum.relu_().MoveToOuterDisposeScope();
    }

    private Tensor Shortcut(Tensor input)
    {
        if (stride == 1 && newChannels == 0) return input;
        var every = TensorIndex.Slice(null, null, stride);
        var half = newChannels / 2;
        return nn.functional.pad(input[TensorIndex.Ellipsis, every, every], (long[])[0, 0, 0, 0, half, half]);
    }
}
