using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;

namespace Toolkit.Images;

/// <summary>Takes the pixels out of ML.NET's images: four bytes each, in either order of colours, multiplied by alpha.</summary>
internal static class MLImagePixels
{
    /// <summary>Whether no pixel is transparent, not even partly.</summary>
    public static bool IsOpaque(MLImage source)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(source.Pixels);
        var (opaque, i) = (uint.MaxValue, 0);
        var opaques = Vector256<uint>.AllBitsSet;
        for (; i <= pixels.Length - Vector256<uint>.Count; i += Vector256<uint>.Count) opaques &= Vector256.Create(pixels[i..]);
        for (; i < pixels.Length; i++) opaque &= pixels[i];
        for (var lane = 0; lane < Vector256<uint>.Count; lane++) opaque &= opaques[lane];
        return opaque >> 24 == 255;
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
        if (orientation == ExifOrientation.Upright && IsOpaque(source))
        {
            var pixels = MemoryMarshal.Cast<byte, uint>(source.Pixels);
            CopyByte(pixels, first, image.Plane(0));
            CopyByte(pixels, 1, image.Plane(1));
            CopyByte(pixels, third, image.Plane(2));
            return;
        }
        CopyPlane(source.Pixels, first, walk, image.Plane(0));
        CopyPlane(source.Pixels, 1, walk, image.Plane(1));
        CopyPlane(source.Pixels, third, walk, image.Plane(2));
    }

    /// <summary>One of the four bytes of every pixel, 16 pixels at a time.</summary>
    private static void CopyByte(ReadOnlySpan<uint> pixels, int offset, Span<byte> plane)
    {
        const int step = 16, part = 4;
        var (shift, lowest, i) = (8 * offset, Vector128.Create(255u), 0);
        for (; i <= pixels.Length - step; i += step)
        {
            var (a, b) = (Part(pixels, 0), Part(pixels, 1));
            var (c, d) = (Part(pixels, 2), Part(pixels, 3));
            Vector128.Narrow(Vector128.Narrow(a, b), Vector128.Narrow(c, d)).CopyTo(plane[i..]);
        }
        for (; i < pixels.Length; i++) plane[i] = (byte)(pixels[i] >> shift);

        Vector128<uint> Part(ReadOnlySpan<uint> from, int number) => (Vector128.Create(from[(i + number * part)..]) >> shift) & lowest;
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
