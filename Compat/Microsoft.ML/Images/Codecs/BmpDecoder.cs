using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace Microsoft.ML.Images;

/// <summary>Uncompressed Windows bitmaps of 8 (palette), 24 and 32 bits a pixel; the fourth byte of 32 bits is not alpha there.</summary>
internal static class BmpDecoder
{
    private const int FileHeaderLength = 14, InfoHeaderLength = 40;

    public static ReadOnlySpan<byte> Magic => "BM"u8;

    public static MLImage Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length < FileHeaderLength + InfoHeaderLength) throw new ImageFormatException("the BMP header is truncated.");
        var header = Header.Read(data);
        var pixels = ImageCodec.Allocate(header.Width, header.Height);
        var stride = ((long)header.Width * header.Bits + 31) / 32 * 4;
        if (header.PixelsAt < 0 || header.PixelsAt + stride * header.Height > data.Length)
            throw new ImageFormatException("the BMP is truncated.");

        var palette = header.Bits == 8 ? header.Palette(data) : default;
        for (var y = 0; y < header.Height; y++)
        {
            var row = header.IsTopDown ? y : header.Height - 1 - y;
            var source = data.Slice((int)(header.PixelsAt + stride * row), (int)stride);
            CopyRow(source, palette, header.Bits, pixels.AsSpan(4 * header.Width * y, 4 * header.Width));
        }
        return new MLImage(header.Width, header.Height, MLPixelFormat.Bgra32, pixels);
    }

    private static void CopyRow(ReadOnlySpan<byte> source, ReadOnlySpan<byte> palette, int bits, Span<byte> target)
    {
        for (int i = 0, at = 0; i < target.Length; i += 4, at += bits / 8)
        {
            var colour = source[at..];
            if (bits == 8)
            {
                if (4 * source[at] >= palette.Length) throw new ImageFormatException("a colour of the BMP lies outside its palette.");
                colour = palette[(4 * source[at])..];
            }
            colour[..3].CopyTo(target[i..]);
            target[i + 3] = 255;
        }
    }

    private readonly record struct Header(int Width, int Height, bool IsTopDown, int Bits, int PixelsAt, int InfoLength, int Colours)
    {
        public static Header Read(ReadOnlySpan<byte> data)
        {
            var info = BinaryPrimitives.ReadInt32LittleEndian(data[14..]);
            var height = (long)BinaryPrimitives.ReadInt32LittleEndian(data[22..]);
            int bits = BinaryPrimitives.ReadInt16LittleEndian(data[28..]);
            var compression = BinaryPrimitives.ReadInt32LittleEndian(data[30..]);
            if (info < InfoHeaderLength || compression != 0 || bits is not (8 or 24 or 32) || height is int.MinValue)
                throw new ImageFormatException("only uncompressed BMP with 8, 24 or 32 bits a pixel is supported; convert it to PNG.");
            return new Header(
                BinaryPrimitives.ReadInt32LittleEndian(data[18..]), (int)Math.Abs(height), height < 0, bits,
                BinaryPrimitives.ReadInt32LittleEndian(data[10..]), info, BinaryPrimitives.ReadInt32LittleEndian(data[46..]));
        }

        public ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> data)
        {
            var length = 4 * (Colours is > 0 and <= 256 ? Colours : 256);
            if (InfoLength > data.Length - FileHeaderLength - length) throw new ImageFormatException("the BMP's palette is truncated.");
            return data.Slice(FileHeaderLength + InfoLength, length);
        }
    }
}
