using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Data;

namespace Toolkit.Images;

/// <summary>Takes the pixels out of ML.NET's images: four bytes each, in either order of colours, multiplied by alpha.</summary>
internal static class MLImagePixels
{
    /// <summary>Copies red, green and blue into planes.</summary>
    /// <param name="source">The image.</param>
    /// <param name="image">Receives shape and pixels.</param>
    public static void Copy(MLImage source, ImageBuffer image)
    {
        var red = source.PixelFormat switch
        {
            MLPixelFormat.Rgba32 => 0,
            MLPixelFormat.Bgra32 => 2,
            var other => throw new ArgumentException($"The pixels of {source.Tag ?? "the image"} are {other}, but must be Rgba32 or Bgra32."),
        };
        var pixels = source.Pixels;
        InterleavedPixels.Copy(IsOpaque(pixels) ? pixels : Straight(pixels), source.Height, source.Width, PixelWalk.Upright, image, red);
    }

    /// <summary>Whether no pixel is transparent, not even partly.</summary>
    private static bool IsOpaque(ReadOnlySpan<byte> bytes)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(bytes);
        var (opaque, i) = (uint.MaxValue, 0);
        var opaques = Vector256<uint>.AllBitsSet;
        for (; i <= pixels.Length - Vector256<uint>.Count; i += Vector256<uint>.Count) opaques &= Vector256.Create(pixels[i..]);
        for (; i < pixels.Length; i++) opaque &= pixels[i];
        for (var lane = 0; lane < Vector256<uint>.Count; lane++) opaque &= opaques[lane];
        return opaque >> 24 == 255;
    }

    /// <summary>Undoes the multiplication by alpha.</summary>
    private static byte[] Straight(ReadOnlySpan<byte> pixels)
    {
        var straight = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            int alpha = pixels[i | 3];
            straight[i] = alpha is 0 or 255 ? pixels[i] : (byte)Math.Min(255, (pixels[i] * 255 + alpha / 2) / alpha);
        }
        return straight;
    }
}
