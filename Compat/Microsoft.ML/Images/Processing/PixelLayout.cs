using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>Conversions between the orders of colours in memory, and between straight and premultiplied alpha.</summary>
internal static class PixelLayout
{
    /// <summary>Multiplies the colours of straight BGRA (or RGBA) pixels by alpha, in place, rounding to nearest.</summary>
    public static void Premultiply(Span<byte> pixels)
    {
        for (var i = 0; i + 3 < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255) continue;
            pixels[i] = Multiply(pixels[i], alpha);
            pixels[i + 1] = Multiply(pixels[i + 1], alpha);
            pixels[i + 2] = Multiply(pixels[i + 2], alpha);
        }
    }

    /// <summary>A copy with the colours divided by alpha, in the order blue, green, red, alpha.</summary>
    public static byte[] ToStraightBgra(ReadOnlySpan<byte> pixels, MLPixelFormat format)
    {
        var (blue, red) = Offsets(format);
        var result = new byte[pixels.Length];
        for (var i = 0; i < result.Length; i += 4)
        {
            var alpha = pixels[i + 3];
            result[i] = Divide(pixels[i + blue], alpha);
            result[i + 1] = Divide(pixels[i + 1], alpha);
            result[i + 2] = Divide(pixels[i + red], alpha);
            result[i + 3] = alpha;
        }
        return result;
    }

    /// <summary>A copy with the colours divided by alpha and without alpha, in the order blue, green, red.</summary>
    public static byte[] ToBgr(ReadOnlySpan<byte> pixels, MLPixelFormat format)
    {
        var (blue, red) = Offsets(format);
        var result = new byte[pixels.Length / 4 * 3];
        for (int i = 0, o = 0; o < result.Length; i += 4, o += 3)
        {
            var alpha = pixels[i + 3];
            if (alpha == 255)
            {
                (result[o], result[o + 1], result[o + 2]) = (pixels[i + blue], pixels[i + 1], pixels[i + red]);
                continue;
            }
            result[o] = Divide(pixels[i + blue], alpha);
            result[o + 1] = Divide(pixels[i + 1], alpha);
            result[o + 2] = Divide(pixels[i + red], alpha);
        }
        return result;
    }

    /// <summary>Whether every pixel's alpha is 255.</summary>
    public static bool IsOpaque(ReadOnlySpan<byte> pixels)
    {
        for (var i = 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] != 255) return false;
        }
        return true;
    }

    /// <summary>Where blue and red lie in a pixel; green is always byte 1 and alpha byte 3.</summary>
    public static (int Blue, int Red) Offsets(MLPixelFormat format) => format == MLPixelFormat.Rgba32 ? (2, 0) : (0, 2);

    private static byte Multiply(int colour, int alpha) => (byte)((colour * alpha + 127) / 255);

    private static byte Divide(byte colour, byte alpha) => alpha switch
    {
        255 => colour,
        0 => 0,
        _ => (byte)Math.Min(255, (colour * 255 + alpha / 2) / alpha),
    };
}
