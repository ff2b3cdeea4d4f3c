using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Toolkit.UnitTests.Samples.WebApp;

/// <summary>A small PNG file of many pixels: a decompression bomb.</summary>
internal static class Bomb
{
    /// <summary>A black image of one bit a pixel.</summary>
    /// <param name="side">Height and width.</param>
    public static byte[] Png(int side)
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

    private static byte[] Zeros(int count)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.SmallestSize)) stream.Write(new byte[count]);
        return compressed.ToArray();
    }

    private static void Write(Stream file, string type, byte[] content)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
