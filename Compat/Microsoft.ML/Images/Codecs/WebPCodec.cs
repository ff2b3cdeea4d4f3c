using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>WebP through libwebp: lossy and lossless, with or without alpha, single images.</summary>
internal static partial class WebPCodec
{
    public const string Package = "libwebp7";
    private const string Library = "libwebp.so.7";

    public static bool IsWebP(ReadOnlySpan<byte> data) =>
        data.Length >= 12 && data.StartsWith("RIFF"u8) && data.Slice(8, 4).SequenceEqual("WEBP"u8);

    public static unsafe MLImage Decode(ReadOnlySpan<byte> data)
    {
        fixed (byte* source = data)
        {
            int width, height;
            if (WebPGetInfo(source, (nuint)data.Length, &width, &height) == 0)
                throw new ImageFormatException("the WebP header is damaged.");
            var pixels = ImageCodec.Allocate(width, height);
            fixed (byte* target = pixels)
            {
                if (WebPDecodeBGRAInto(source, (nuint)data.Length, target, (nuint)pixels.Length, 4 * width) == null)
                    throw new ImageFormatException("the WebP is damaged, truncated or an animation.");
            }
            PixelLayout.Premultiply(pixels);
            return new MLImage(width, height, MLPixelFormat.Bgra32, pixels);
        }
    }

    public static unsafe byte[] Encode(MLImage image)
    {
        var pixels = PixelLayout.ToStraightBgra(image.Pixels, image.PixelFormat);
        byte* encoded = null;
        try
        {
            fixed (byte* source = pixels)
            {
                var length = WebPEncodeLosslessBGRA(source, image.Width, image.Height, 4 * image.Width, &encoded);
                if (length == 0) throw new InvalidOperationException("Writing WebP failed; a side may have at most 16383 pixels.");
                return new ReadOnlySpan<byte>(encoded, checked((int)length)).ToArray();
            }
        }
        finally
        {
            WebPFree(encoded);
        }
    }

    [LibraryImport(Library)]
    private static unsafe partial int WebPGetInfo(byte* data, nuint length, int* width, int* height);

    [LibraryImport(Library)]
    private static unsafe partial byte* WebPDecodeBGRAInto(byte* data, nuint length, byte* target, nuint targetLength, int stride);

    [LibraryImport(Library)]
    private static unsafe partial nuint WebPEncodeLosslessBGRA(byte* source, int width, int height, int stride, byte** encoded);

    [LibraryImport(Library)]
    private static unsafe partial void WebPFree(byte* buffer);
}
