using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>
/// Windows of convolution and pooling layers as their gradients show them, whatever the layers say about themselves: a gradient that is
/// not a number is sent back from one output in the middle, and comes out at exactly those inputs that the output is connected to,
/// whatever the weights are, even zero. Max pooling sends it to the largest input alone, so the images rise towards one corner, and
/// towards the opposite one.
/// </summary>
internal static class MeasuredWindows
{
    private const int Side = 128;
    private const int Rising = 0, Falling = 1, FallingNext = 2, Images = 3;

    /// <summary>Inputs from the first to the last of a window, and between the windows of neighbouring outputs, along height and width.</summary>
    /// <param name="layer">
    /// From <c>[N, channels, H, W]</c> to <c>[N, C, h, w]</c>; its windows span half of <see cref="Side"/> at most. Changed to double
    /// precision, which oneDNN does not take.
    /// </param>
    /// <param name="channels">Channels of its input.</param>
    public static ((long Extent, long Stride) Vertical, (long Extent, long Stride) Horizontal) Of(
        nn.Module<Tensor, Tensor> layer, long channels)
    {
        using var scope = NewDisposeScope();
        layer.to(float64);
        var images = Ramps(channels).requires_grad_(true);
        var output = layer.forward(images);
        var (row, column) = ((output.shape[2] - 1) / 2, (output.shape[3] - 1) / 2);
        var seed = zeros_like(output);
        Mark(seed, Rising, row, column);
        Mark(seed, Falling, row, column);
        Mark(seed, FallingNext, row + 1, column + 1);
        var connected = autograd.grad([output], [images], [seed])[0].isnan().any(1);
        return (Window(connected.any(2)), Window(connected.any(1)));
    }

    private static Tensor Ramps(long channels)
    {
        var steps = arange(Side);
        var rising = steps.unsqueeze(0) + steps.unsqueeze(1);
        return stack([rising, -rising, -rising]).to(float64).unsqueeze(1).expand(Images, channels, Side, Side).clone();
    }

    private static void Mark(Tensor seed, int image, long row, long column) =>
        seed.narrow(0, image, 1).narrow(2, row, 1).narrow(3, column, 1).fill_(float.NaN);

    /// <param name="connected">For each image, which positions along the axis are connected to its output: [3, <see cref="Side"/>].</param>
    private static (long Extent, long Stride) Window(Tensor connected)
    {
        var hits = connected.contiguous().data<bool>().ToArray();
        var last = Array.LastIndexOf(hits, true, Side - 1, Side);
        var first = Array.IndexOf(hits, true, Falling * Side, Side) - Falling * Side;
        var next = Array.IndexOf(hits, true, FallingNext * Side, Side) - FallingNext * Side;
        return (last - first + 1, next - first);
    }
}
