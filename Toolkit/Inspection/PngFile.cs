using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Inspection;

/// <summary>Writes images of one (grey) or three channels.</summary>
internal static class PngFile
{
    private const int BytesPerPixel = 4;

    /// <exception cref="ArgumentException">The file's name does not end in .png.</exception>
    public static void Save(ImageBuffer image, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"Pictures are written as PNG, so the name must end in .png, but is {path}.", nameof(path));
        using var png = MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, ToRgba(image));
        png.Save(path);
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
