using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Toolkit.Images;

namespace Toolkit.UnitTests.Samples.WebApp;

/// <summary>Images that nobody took.</summary>
internal static class Uploads
{
    /// <summary>A decompression bomb: a small PNG file of many black pixels, of one bit each.</summary>
    /// <param name="side">Height and width.</param>
    public static byte[] Bomb(int side)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 1;
        Write(file, "IHDR", header);
        Write(file, "IDAT", Zeros(side * (1 + (side + 7) / 8)));
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A mixture of two images of one size, as a PNG file.</summary>
    public static byte[] Blend(byte[] first, byte[] second, float share)
    {
        var (one, other) = (new ImageBuffer(), new ImageBuffer());
        ImageDecoder.Decode(first, "first", one);
        ImageDecoder.Decode(second, "second", other);
        for (var i = 0; i < one.Pixels.Length; i++) one.Pixels[i] = (byte)(one.Pixels[i] * share + other.Pixels[i] * (1 - share));
        return ImageEncoder.ToPng(one);
    }

    private static byte[] Zeros(int count)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.SmallestSize)) stream.Write(new byte[count]);
        return compressed.ToArray();
    }

    private static void Write(Stream file, string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
