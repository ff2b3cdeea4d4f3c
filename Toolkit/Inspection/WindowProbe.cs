using System.Runtime.InteropServices;
using Toolkit.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Inspection;

/// <summary>Window and stride of a layer along one axis.</summary>
/// <param name="Extent">Inputs from the first to the last that one output sees.</param>
/// <param name="Stride">Inputs between the windows of neighbouring outputs.</param>
internal readonly record struct Window(long Extent, long Stride);

/// <summary>
/// Measures the window of a convolution or pooling layer, because TorchSharp's layers do not tell their stride, padding and
/// dilation. A gradient that is not a number is sent back from one output in the middle: it comes out at exactly those inputs
/// that the output is connected to, whatever the weights are, even zero. Max pooling sends it to the largest input alone, so the
/// images rise towards one corner, and towards the opposite one.
/// </summary>
internal static class WindowProbe
{
    private const int SmallestImage = 8, LargestImage = 256;
    private const int Rising = 0, Falling = 1, FallingNext = 2, Images = 3;

    /// <param name="layer">The layer; from <c>[N, channels, H, W]</c> to <c>[N, C, h, w]</c>.</param>
    /// <param name="channels">Channels of its input.</param>
    /// <returns>Windows along height and width; null where none up to half of <see cref="LargestImage"/> is found.</returns>
    public static (Window Vertical, Window Horizontal)? Measure(nn.Module<Tensor, Tensor> layer, long channels)
    {
        for (var side = SmallestImage; side <= LargestImage; side *= 2)
        {
            try
            {
                if (MeasureOn(side, layer, channels) is { } windows) return windows;
            }
            catch (ExternalException)
            {
                // libtorch refuses images that are smaller than the window.
            }
        }
        return null;
    }

    /// <summary>Null where the images are so small that a window may be cut off by their border.</summary>
    private static (Window, Window)? MeasureOn(int side, nn.Module<Tensor, Tensor> layer, long channels)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var weight = (layer as Conv2d)?.weight;
        var images = Ramps(side, channels, weight?.dtype ?? ScalarType.Float32).requires_grad_(true);
        var output = layer.forward(images);
        var (rows, columns) = (output.shape[2], output.shape[3]);
        if (rows < 2 || columns < 2) return null;

        var seed = zeros_like(output);
        Mark(seed, Rising, (rows - 1) / 2, (columns - 1) / 2);
        Mark(seed, Falling, (rows - 1) / 2, (columns - 1) / 2);
        Mark(seed, FallingNext, (rows - 1) / 2 + 1, (columns - 1) / 2 + 1);
        var connected = autograd.grad([output], [images], [seed])[0].isnan().any(1);
        var vertical = Window(connected.any(2), side, weight?.shape[2]);
        var horizontal = Window(connected.any(1), side, weight?.shape[3]);
        return vertical is null || horizontal is null ? null : (vertical.Value, horizontal.Value);
    }

    private static Tensor Ramps(int side, long channels, ScalarType type)
    {
        var steps = tensor(Enumerable.Range(0, side).Select(step => (long)step).ToArray());
        var rising = Arithmetic.Add(steps.unsqueeze(0), steps.unsqueeze(1));
        return stack([rising, -rising, -rising]).to(type).unsqueeze(1).expand(Images, channels, side, side).clone();
    }

    private static void Mark(Tensor seed, int image, long row, long column) =>
        Arithmetic.Fill(seed.narrow(0, image, 1).narrow(2, row, 1).narrow(3, column, 1), float.NaN);

    /// <param name="connected">For each image, which positions along the axis are connected to its output: [3, side].</param>
    /// <param name="side">Positions along the axis.</param>
    /// <param name="taps">How many must be connected; null where that is not known. Padding may hide some between zeros.</param>
    private static Window? Window(Tensor connected, int side, long? taps)
    {
        var hits = connected.contiguous().data<bool>().ToArray();
        var last = Array.LastIndexOf(hits, true, side - 1, side);
        var first = Array.IndexOf(hits, true, Falling * side, side) - Falling * side;
        var next = Array.IndexOf(hits, true, FallingNext * side, side) - FallingNext * side;
        if (first <= 0 || last < first || last >= side - 1 || next <= first) return null;
        if (taps is { } wanted && hits.AsSpan(Falling * side, side).Count(true) != wanted) return null;
        return new(last - first + 1, next - first);
    }
}
