using Microsoft.ML.Data;

namespace Toolkit.Data;

/// <summary>Takes the pixels out of ML.NET's images: four bytes each, in either order of colours, multiplied by alpha.</summary>
internal static class MLImagePixels
{
    /// <summary>Whether no pixel is transparent, not even partly.</summary>
    public static bool IsOpaque(MLImage source)
    {
        var pixels = source.Pixels;
        for (var i = 3; i < pixels.Length; i += 4)
            if (pixels[i] != 255) return false;
        return true;
    }

    /// <summary>Copies red, green and blue into planes and turns the image upright.</summary>
    /// <param name="source">The image.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <param name="orientation">1 to 8, as EXIF numbers them.</param>
    public static void Copy(MLImage source, ImageBuffer image, int orientation)
    {
        var (first, third) = source.PixelFormat switch
        {
            MLPixelFormat.Rgba32 => (0, 2),
            MLPixelFormat.Bgra32 => (2, 0),
            var other => throw new ArgumentException($"The image's pixels are {other}, but must be Rgba32 or Bgra32."),
        };
        var walk = PixelWalk.Over(source.Height, source.Width, orientation);
        image.Reshape(3, walk.Height, walk.Width);
        CopyPlane(source.Pixels, first, walk, image.Plane(0));
        CopyPlane(source.Pixels, 1, walk, image.Plane(1));
        CopyPlane(source.Pixels, third, walk, image.Plane(2));
    }

    private static void CopyPlane(ReadOnlySpan<byte> pixels, int offset, PixelWalk walk, Span<byte> plane)
    {
        for (int row = 0, to = 0; row < walk.Height; row++)
        {
            var from = walk.Start + row * walk.RowStep;
            for (var column = 0; column < walk.Width; column++, from += walk.ColumnStep)
                plane[to++] = Straight(pixels[from * 4 + offset], pixels[from * 4 + 3]);
        }
    }

    /// <summary>Undoes the multiplication by alpha.</summary>
    private static byte Straight(int colour, int alpha) => alpha switch
    {
        255 or 0 => (byte)colour,
        _ => (byte)Math.Min(255, (colour * 255 + alpha / 2) / alpha),
    };
}
