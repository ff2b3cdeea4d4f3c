using System.Numerics;
using System.Runtime.InteropServices;
using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Weighs the pixels around each pixel by a Gaussian, in float32, along the rows and then along the columns; beyond its edges the image is
/// mirrored. One object per thread keeps its working memory from image to image.
/// </summary>
internal sealed class GaussianFilter
{
    [ThreadStatic]
    private static GaussianFilter? forThisThread;

    private float[] weightsX = [], weightsY = [], wideRow = [], between = [], sums = [];

    public static GaussianFilter ForThisThread => forThisThread ??= new GaussianFilter();

    /// <summary>Writes the blurred image.</summary>
    /// <param name="source">The image.</param>
    /// <param name="destination">Another buffer; receives shape and pixels.</param>
    /// <param name="kernelHeight">Odd, in pixels.</param>
    /// <param name="kernelWidth">Odd, in pixels.</param>
    /// <param name="sigma">Standard deviation, above 0, in pixels.</param>
    public void Blur(ImageBuffer source, ImageBuffer destination, int kernelHeight, int kernelWidth, double sigma)
    {
        destination.Reshape(source.Channels, source.Height, source.Width);
        var alongRows = Weights(ref weightsX, kernelWidth, sigma);
        var alongColumns = Weights(ref weightsY, kernelHeight, sigma);
        var plane = Sized(ref between, source.Height * source.Width);
        for (var channel = 0; channel < source.Channels; channel++)
        {
            BlurRows(source.Plane(channel), source.Width, alongRows, plane);
            BlurColumns(plane, source.Height, source.Width, alongColumns, destination.Plane(channel));
        }
    }

    private void BlurRows(ReadOnlySpan<byte> from, int width, ReadOnlySpan<float> weights, Span<float> to)
    {
        var border = weights.Length / 2;
        var wide = Sized(ref wideRow, width + 2 * border);
        for (var start = 0; start < from.Length; start += width)
        {
            var line = from.Slice(start, width);
            for (var i = 0; i < border; i++)
            {
                wide[i] = line[Mirrored(i - border, width)];
                wide[border + width + i] = line[Mirrored(width + i, width)];
            }
            for (var column = 0; column < width; column++) wide[border + column] = line[column];

            var sum = to.Slice(start, width);
            sum.Clear();
            for (var i = 0; i < weights.Length; i++) AddWeighted(sum, wide.Slice(i, width), weights[i]);
        }
    }

    private void BlurColumns(ReadOnlySpan<float> from, int height, int width, ReadOnlySpan<float> weights, Span<byte> to)
    {
        var border = weights.Length / 2;
        var sum = Sized(ref sums, width);
        for (var row = 0; row < height; row++)
        {
            sum.Clear();
            for (var i = 0; i < weights.Length; i++)
                AddWeighted(sum, from.Slice(Mirrored(row + i - border, height) * width, width), weights[i]);
            var line = to.Slice(row * width, width);
            for (var column = 0; column < width; column++) line[column] = (byte)MathF.Round(sum[column]);
        }
    }

    private static void AddWeighted(Span<float> sum, ReadOnlySpan<float> values, float weight)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < sums.Length; i++) sums[i] += vectors[i] * weight;
        for (var i = sums.Length * Vector<float>.Count; i < sum.Length; i++) sum[i] += values[i] * weight;
    }

    private static ReadOnlySpan<float> Weights(ref float[] memory, int size, double sigma)
    {
        var weights = Sized(ref memory, size);
        var total = 0f;
        for (var i = 0; i < size; i++)
        {
            var distance = (i - size / 2) / sigma;
            total += weights[i] = (float)Math.Exp(-0.5 * distance * distance);
        }
        foreach (ref var weight in weights) weight /= total;
        return weights;
    }

    /// <summary>Where a place beyond the image lies in its mirror, whose edge is not doubled; small images are mirrored again and again.</summary>
    private static int Mirrored(int place, int length)
    {
        if (length == 1) return 0;
        var period = 2 * (length - 1);
        var within = (place % period + period) % period;
        return Math.Min(within, period - within);
    }

    private static Span<float> Sized(ref float[] memory, int length)
    {
        if (memory.Length < length) memory = new float[length];
        return memory.AsSpan(0, length);
    }
}
