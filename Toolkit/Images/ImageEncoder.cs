using SkiaSharp;

namespace Toolkit.Images;

/// <summary>Makes the content of image files out of pixels: the way back from <see cref="ImageDecoder"/>.</summary>
public static class ImageEncoder
{
    private const int BytesPerPixel = 4;

    /// <summary>A PNG file, which keeps every pixel.</summary>
    /// <param name="image">Of one channel (grey) or three.</param>
    public static byte[] ToPng(ImageBuffer image) => Encode(image, SKEncodedImageFormat.Png, quality: 100);

    /// <summary>A JPEG file, which is much smaller for photographs.</summary>
    /// <param name="image">Of one channel (grey) or three.</param>
    /// <param name="quality">1 (smallest) to 100 (best); 85 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of its range.</exception>
    public static byte[] ToJpeg(ImageBuffer image, int quality = 85)
    {
        if (quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(quality), quality, "The quality goes from 1 to 100.");
        return Encode(image, SKEncodedImageFormat.Jpeg, quality);
    }

    private static byte[] Encode(ImageBuffer image, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var pixels = SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), ToRgba(image));
        using var encoded = pixels.Encode(format, quality);
        return encoded.ToArray();
    }

    private static byte[] ToRgba(ImageBuffer image)
    {
        var pixels = new byte[image.Width * image.Height * BytesPerPixel];
        Array.Fill(pixels, byte.MaxValue);
        for (var colour = 0; colour < 3; colour++)
        {
            var plane = image.Plane(Math.Min(colour, image.Channels - 1));
            for (var i = 0; i < plane.Length; i++) pixels[i * BytesPerPixel + colour] = plane[i];
        }
        return pixels;
    }
}
