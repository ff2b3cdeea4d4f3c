using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Images;

/// <summary>Takes the colours out of pixels of four bytes each (red, green, blue, alpha) into planes, and turns the image upright.</summary>
internal static class InterleavedPixels
{
    private const int BytesPerPixel = 4;

    /// <param name="pixels">Not multiplied by alpha, which is dropped.</param>
    /// <param name="height">Height of the stored image.</param>
    /// <param name="width">Width of the stored image.</param>
    /// <param name="orientation">1 to 8, as EXIF numbers them.</param>
    /// <param name="image">Receives shape and pixels.</param>
    /// <param name="red">Which of the four bytes is red: 0, or 2 where blue comes first.</param>
    public static void Copy(ReadOnlySpan<byte> pixels, int height, int width, int orientation, ImageBuffer image, int red = 0)
    {
        var walk = PixelWalk.Over(height, width, orientation);
        image.Reshape(3, walk.Height, walk.Width);
        ReadOnlySpan<int> offsets = [red, 1, 2 - red];
        for (var channel = 0; channel < offsets.Length; channel++)
            if (orientation == PixelWalk.Upright) CopyByte(MemoryMarshal.Cast<byte, uint>(pixels), offsets[channel], image.Plane(channel));
            else CopyTurned(pixels[offsets[channel]..], walk, image.Plane(channel));
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

    private static void CopyTurned(ReadOnlySpan<byte> colour, PixelWalk walk, Span<byte> plane)
    {
        for (int row = 0, to = 0; row < walk.Height; row++)
        {
            var from = walk.Start + row * walk.RowStep;
            for (var column = 0; column < walk.Width; column++, from += walk.ColumnStep) plane[to++] = colour[from * BytesPerPixel];
        }
    }
}
