using System.IO.Compression;

namespace Toolkit.Datasets;

/// <summary>Reads files that may be compressed.</summary>
internal static class Gzip
{
    /// <summary>The content, decompressed where its first bytes say that it is compressed.</summary>
    public static Stream Open(FileStream file)
    {
        var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }

    /// <summary>Reads so many bytes; grows with what really comes, so that a lying header cannot make us reserve gigabytes.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static byte[] ReadExactly(Stream stream, long length)
    {
        const int step = 16 << 20;
        var data = new byte[Math.Min(length, step)];
        stream.ReadExactly(data);
        while (data.LongLength < length)
        {
            var known = data.Length;
            Array.Resize(ref data, (int)Math.Min(length, known * 2L));
            stream.ReadExactly(data.AsSpan(known));
        }

        return data;
    }
}
