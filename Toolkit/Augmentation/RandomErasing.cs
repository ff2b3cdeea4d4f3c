using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Augmentation;

/// <summary>
/// Erases a rectangle of random area, proportions and place, at random (torchvision's RandomErasing, here on 8-bit pixels; Zhong et al. 2020,
/// "Random Erasing Data Augmentation").
/// </summary>
public sealed class RandomErasing : IImageTransform
{
    private const int Attempts = 10;
    private readonly double probability;
    private readonly (double Low, double High) scale, ratio;
    private readonly ErasingValue value;
    private readonly byte[] fill;

    /// <summary>Sets how often, how much and with what.</summary>
    /// <param name="probability">0 (never) to 1 (always), 0.5 by default.</param>
    /// <param name="scale">Share of the image's area, 0 to 1: from and to; (0.02, 0.33) by default.</param>
    /// <param name="ratio">Height divided by width, above 0: from and to; (0.3, 3.3) by default.</param>
    /// <param name="value">What is put there; a constant by default.</param>
    /// <param name="fill">
    /// The constant: one value for all channels, or one a channel; black by default. <c>[124, 116, 104]</c> is ImageNet's mean, which
    /// normalisation turns into 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RandomErasing(
        double probability = 0.5, (double Low, double High)? scale = null, (double Low, double High)? ratio = null,
        ErasingValue value = ErasingValue.Constant, IReadOnlyList<byte>? fill = null)
    {
        this.probability = TransformChecks.Between(probability, 0, 1, nameof(probability));
        var (least, most) = scale ?? (0.02, 0.33);
        this.scale = Require.That(
            least >= 0 && least <= most && most <= 1, (least, most), "must be two shares from 0 to 1, the smaller one first", nameof(scale));
        this.ratio = TransformChecks.Range(ratio ?? (0.3, 3.3), nameof(ratio));
        this.value = Require.Defined(value);
        this.fill = FillColour.Checked(fill);
    }

    /// <inheritdoc/>
    public bool IsRandom => true;

    /// <inheritdoc/>
    public void Apply(ImageBuffer source, ImageBuffer destination, ref ImageRandom random)
    {
        destination.CopyFrom(source);
        if (random.NextDouble() < probability && Choose(source.Height, source.Width, ref random) is { } area)
            Erase(destination, area, ref random);
    }

    /// <summary>Draws a rectangle that is smaller than the image in both directions; after ten failures there is none.</summary>
    internal CropArea? Choose(int imageHeight, int imageWidth, ref ImageRandom random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = (double)imageHeight * imageWidth * random.NextDouble(scale.Low, scale.High);
            var proportion = Math.Exp(random.NextDouble(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var height = (int)Math.Round(Math.Sqrt(area * proportion));
            var width = (int)Math.Round(Math.Sqrt(area / proportion));
            if (height >= imageHeight || width >= imageWidth) continue;
            var top = random.NextInt(imageHeight - height + 1);
            return new CropArea(top, random.NextInt(imageWidth - width + 1), height, width);
        }
        return null;
    }

    private void Erase(ImageBuffer image, CropArea area, ref ImageRandom random)
    {
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var plane = image.Plane(channel);
            var colour = value == ErasingValue.Mean ? Mean(plane) : FillColour.Of(fill, channel, image);
            for (var row = area.Top; row < area.Top + area.Height; row++)
            {
                var line = plane.Slice(row * image.Width + area.Left, area.Width);
                if (value == ErasingValue.Noise) FillWithNoise(line, ref random);
                else line.Fill(colour);
            }
        }
    }

    private static void FillWithNoise(Span<byte> line, ref ImageRandom random)
    {
        foreach (ref var pixel in line) pixel = (byte)random.NextInt(256);
    }

    private static byte Mean(ReadOnlySpan<byte> plane)
    {
        var sum = 0L;
        foreach (var pixel in plane) sum += pixel;
        return (byte)Math.Round((double)sum / plane.Length);
    }
}
