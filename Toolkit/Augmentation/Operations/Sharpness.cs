using Toolkit.Images;

namespace Toolkit.Augmentation.Operations;

/// <summary>
/// Blends an image with a smoothed one: a factor below 1 blurs, one above 1 sharpens. The magnitude is how far the factor is from 1. Pixels at
/// the edge stay as they are, and so do images without others.
/// </summary>
internal sealed class Sharpness(double largest) : Operation
{
    private const int CentreWeight = 5, WeightsInAll = 13;

    public override bool IsSigned => true;

    public override double Magnitude(int bin, int bins, ImageBuffer image) => Linear(0, largest, bin, bins);

    public override void Apply(ImageBuffer source, ImageBuffer destination, double magnitude, AffineSampler sampler)
    {
        destination.CopyFrom(source);
        var factor = (float)(1 + magnitude);
        var width = source.Width;
        for (var channel = 0; channel < source.Channels; channel++)
        {
            ReadOnlySpan<byte> from = source.Plane(channel);
            var to = destination.Plane(channel);
            for (var row = 1; row < source.Height - 1; row++)
                AdjustRow(from.Slice((row - 1) * width, 3 * width), to.Slice(row * width, width), factor);
        }
    }

    private static void AdjustRow(ReadOnlySpan<byte> threeRows, Span<byte> to, float factor)
    {
        var above = threeRows[..to.Length];
        var here = threeRows.Slice(to.Length, to.Length);
        var below = threeRows.Slice(2 * to.Length, to.Length);
        for (var column = 1; column < to.Length - 1; column++)
        {
            var sum = above[column - 1] + above[column] + above[column + 1]
                + here[column - 1] + CentreWeight * here[column] + here[column + 1]
                + below[column - 1] + below[column] + below[column + 1];
            to[column] = ColorAdjustments.Blend((2 * sum + WeightsInAll) / (2 * WeightsInAll), here[column], factor);
        }
    }
}
