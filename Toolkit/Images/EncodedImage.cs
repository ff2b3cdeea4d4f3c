using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>What can be told of an image file without decoding it.</summary>
internal static class EncodedImage
{
    /// <summary>Marker of a JPEG scan; compressed pixels follow.</summary>
    public const byte StartOfScan = 0xDA;

    private const byte EndOfImage = 0xD9;

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith<byte>([0xFF, 0xD8, 0xFF]);

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(PngSignature);

    public static bool IsWebP(ReadOnlySpan<byte> file) => file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static bool IsBmp(ReadOnlySpan<byte> file) => file.Length >= 6 && file.StartsWith("BM"u8);

    /// <summary>
    /// Whether the end of the file is missing. Some decoders fill what is missing with grey and say nothing, and a
    /// network would be trained on it.
    /// </summary>
    public static bool IsTruncated(ReadOnlySpan<byte> file)
    {
        if (IsJpeg(file)) return !HasEndOfImage(file);
        if (IsPng(file)) return FindPngChunk(file, "IEND"u8, PngSignature.Length) < 0;
        if (IsWebP(file)) return BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L > file.Length;
        if (IsBmp(file)) return BinaryPrimitives.ReadUInt32LittleEndian(file[2..]) > file.Length;
        return false;
    }

    /// <summary>
    /// Goes to the next segment of a JPEG file, past compressed pixels, in which 0xFF is followed by 0 or by a restart
    /// marker (0xD0 to 0xD7).
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="position">Where to search; afterwards the end of the segment.</param>
    /// <param name="marker">The segment's type.</param>
    /// <param name="content">Its content; empty for markers that have none.</param>
    /// <returns>False at the end of the file.</returns>
    public static bool NextJpegSegment(ReadOnlySpan<byte> file, scoped ref int position, out byte marker, out ReadOnlySpan<byte> content)
    {
        marker = 0;
        content = [];
        for (; position + 1 < file.Length; position++)
        {
            var found = file[position..].IndexOf((byte)0xFF);
            if (found < 0 || position + found + 1 >= file.Length) return false;
            position += found;
            marker = file[position + 1];
            if (marker is 0xFF or 0 or 1 or >= 0xD0 and <= 0xD7) continue;
            position += 2;
            if (marker is 0xD8 or EndOfImage) return true;
            return SegmentContent(file, ref position, out content);
        }
        return false;
    }

    private static bool SegmentContent(ReadOnlySpan<byte> file, scoped ref int position, out ReadOnlySpan<byte> content)
    {
        content = [];
        if (position + 2 > file.Length) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[position..]);
        if (length < 2 || length > file.Length - position) return false;
        content = file.Slice(position + 2, length - 2);
        position += length;
        return true;
    }

    private static bool HasEndOfImage(ReadOnlySpan<byte> file)
    {
        var position = 0;
        while (NextJpegSegment(file, ref position, out var marker, out _))
            if (marker == EndOfImage) return true;
        return false;
    }

    /// <summary>Content of the first PNG chunk of a type; empty where there is none.</summary>
    public static ReadOnlySpan<byte> PngChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        var position = FindPngChunk(file, type, PngSignature.Length);
        return position < 0 ? [] : PngContent(file, position);
    }

    /// <summary>All PNG chunks of a type, put together.</summary>
    public static MemoryStream PngChunks(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        var all = new MemoryStream();
        var position = FindPngChunk(file, type, PngSignature.Length);
        while (position >= 0)
        {
            all.Write(PngContent(file, position));
            position = FindPngChunk(file, type, NextPngChunk(file, position));
        }
        all.Position = 0;
        return all;
    }

    /// <summary>The PNG file without the first chunk of a type; the file itself where it has none.</summary>
    public static byte[] WithoutPngChunk(byte[] file, ReadOnlySpan<byte> type)
    {
        var position = FindPngChunk(file, type, PngSignature.Length);
        return position < 0 ? file : [.. file.AsSpan(0, position), .. file.AsSpan(NextPngChunk(file, position))];
    }

    /// <summary>Content of the first WebP chunk of a type; empty where there is none.</summary>
    public static ReadOnlySpan<byte> WebPChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        var position = 12L;
        while (position + 8 <= file.Length)
        {
            var chunk = file[(int)position..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - 8) break;
            if (chunk.StartsWith(type)) return chunk.Slice(8, (int)length);
            position += 8 + length + (length & 1);
        }
        return [];
    }

    /// <summary>A PNG chunk is its length (4 bytes), its type (4), its content and a checksum (4).</summary>
    private static int FindPngChunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type, int position)
    {
        while (position <= file.Length - 12)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(file[position..]) > file.Length - position - 12) return -1;
            if (file[(position + 4)..].StartsWith(type)) return position;
            position = NextPngChunk(file, position);
        }
        return -1;
    }

    private static int NextPngChunk(ReadOnlySpan<byte> file, int position) => position + 12 + PngContent(file, position).Length;

    private static ReadOnlySpan<byte> PngContent(ReadOnlySpan<byte> file, int position) =>
        file.Slice(position + 8, (int)BinaryPrimitives.ReadUInt32BigEndian(file[position..]));
}
