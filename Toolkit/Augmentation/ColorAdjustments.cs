using Toolkit.Augmentation.Operations;
using Toolkit.Images;

namespace Toolkit.Augmentation;

/// <summary>
/// Changes to the colours of 8-bit images, in place, as torchvision makes them on PIL images: a blend between the image
/// and a plainer version of it.
/// </summary>
public static class ColorAdjustments
{
    /// <summary>Blends the image with black.</summary>
    /// <param name="image">1 or 3 channels.</param>
    /// <param name="factor">0: black; 1: as it is; above 1: brighter.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative.</exception>
    public static void AdjustBrightness(ImageBuffer image, double factor) => BlendWith(image, 0, Check(factor));

    /// <summary>Blends the image with the grey of its mean luma.</summary>
    /// <param name="image">1 or 3 channels.</param>
    /// <param name="factor">0: one grey; 1: as it is; above 1: more contrast.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative.</exception>
    public static void AdjustContrast(ImageBuffer image, double factor) => BlendWith(image, MeanLuma(image), Check(factor));

    /// <summary>Blends every pixel with its luma. A grey image stays as it is.</summary>
    /// <param name="image">1 or 3 channels.</param>
    /// <param name="factor">0: grey; 1: as it is; above 1: more colourful.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is negative.</exception>
    public static void AdjustSaturation(ImageBuffer image, double factor)
    {
        var weight = Check(factor);
        if (image.Channels == 1) return;
        TransformChecks.Colour(image);
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var i = 0; i < red.Length; i++)
        {
            int luma = Grayscale.Luma(red[i], green[i], blue[i]);
            red[i] = Blend(luma, red[i], weight);
            green[i] = Blend(luma, green[i], weight);
            blue[i] = Blend(luma, blue[i], weight);
        }
    }

    /// <summary>
    /// Turns every pixel's colour around the colour circle; black, white and grey stay as they are. A grey image stays as it is.
    /// </summary>
    /// <param name="image">1 or 3 channels.</param>
    /// <param name="shift">Share of the circle, −0.5 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shift is out of that range.</exception>
    public static void AdjustHue(ImageBuffer image, double shift)
    {
        TransformChecks.Between(shift, -0.5, 0.5, nameof(shift));
        if (image.Channels == 1) return;
        TransformChecks.Colour(image);
        var steps = (byte)(int)(shift * 255);
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var i = 0; i < red.Length; i++) HueCircle.Turn(ref red[i], ref green[i], ref blue[i], steps);
    }

    private static float Check(double factor) => (float)TransformChecks.NotNegative(factor, nameof(factor));

    /// <summary>All pixels go through one table, since the other side of the blend is one value.</summary>
    private static void BlendWith(ImageBuffer image, int value, float weight)
    {
        Span<byte> table = stackalloc byte[256];
        for (var pixel = 0; pixel < 256; pixel++) table[pixel] = Blend(value, pixel, weight);
        PixelTable.Map(image.Pixels, image.Pixels, table);
    }

    /// <summary>The plainer value for the weight 0, the pixel for 1, and beyond for more.</summary>
    internal static byte Blend(int plain, int pixel, float weight) => (byte)Math.Clamp(plain + weight * (pixel - plain), 0f, 255f);

    private static int MeanLuma(ImageBuffer image)
    {
        var sum = 0L;
        var count = image.Height * image.Width;
        if (image.Channels == 1)
        {
            foreach (var pixel in image.Pixels) sum += pixel;
        }
        else
        {
            TransformChecks.Colour(image);
            ReadOnlySpan<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
            for (var i = 0; i < red.Length; i++) sum += Grayscale.Luma(red[i], green[i], blue[i]);
        }
        return (int)((double)sum / count + 0.5);
    }
}
