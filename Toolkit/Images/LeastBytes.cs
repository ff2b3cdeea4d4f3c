using System.Buffers.Binary;
using SkiaSharp;

namespace Toolkit.Images;

/// <summary>
/// How few bytes an image can take in a file. A file that is shorter is cut off, or its header lies; it is refused before any memory is taken
/// for pixels that are not there.
/// </summary>
internal static class LeastBytes
{
    /// <param name="format">The file's format; WebP has no bound.</param>
    /// <param name="file">The file, whose header the decoder has accepted.</param>
    /// <param name="pixels">Width × height by the header.</param>
    public static long Of(SKEncodedImageFormat format, ReadOnlySpan<byte> file, long pixels) => format switch
    {
        SKEncodedImageFormat.Jpeg => OfJpeg(pixels),
        SKEncodedImageFormat.Png => OfPng(file, pixels),
        SKEncodedImageFormat.Bmp => OfBmp(file, pixels),
        _ => 0,
    };

    // A bit for every block of 8×8 pixels; twice as few blocks where no component is sampled at full width and height.
    private static long OfJpeg(long pixels) => pixels / (64 * 8 * 2);

    // Deflate makes at most 1032 bytes of one. The header's bytes 24 and 25 are bits a channel and colour type.
    private static long OfPng(ReadOnlySpan<byte> file, long pixels)
    {
        var channels = file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return pixels * file[24] * channels / 8 / 1032;
    }

    // Whole bytes or parts of one for every pixel, unless it is compressed; OS/2's short header never is.
    private static long OfBmp(ReadOnlySpan<byte> file, long pixels)
    {
        const uint plain = 0, bitFields = 3;
        var isShort = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == 12;
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(file[(isShort ? 24 : 28)..]);
        var isPlain = isShort || BinaryPrimitives.ReadUInt32LittleEndian(file[30..]) is plain or bitFields;
        return isPlain ? pixels * bits / 8 : 0;
    }
}
