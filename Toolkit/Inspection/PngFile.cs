using SkiaSharp;
using Toolkit.Files;
using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>Writes images of one (grey) or three channels.</summary>
internal static class PngFile
{
    private const int BytesPerPixel = 4;

    /// <exception cref="ArgumentException">The file's name does not end in .png.</exception>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public static void Save(ImageBuffer image, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Pictures are written as PNG, so the name must end in .png, but is {path}.", nameof(path));
        using var pixels = SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), ToRgba(image));
        using var png = pixels.Encode(SKEncodedImageFormat.Png, quality: 100);
        AtomicFile.Write(path, png.SaveTo);
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
