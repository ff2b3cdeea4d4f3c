using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>
/// How a PNG file must be turned to stand upright: the Orientation tag (0x0112) of the EXIF data in its chunk eXIf. Nothing else of EXIF
/// is read.
/// </summary>
internal static class PngOrientation
{
    private const int Signature = 8, OrientationTag = 0x0112, ShortType = 3, EntrySize = 12;

    /// <summary>The orientation, 1 to 8; 1, upright, where there is none or it makes no sense.</summary>
    /// <param name="file">The whole PNG file.</param>
    public static int Read(ReadOnlySpan<byte> file)
    {
        // A chunk is the length of its content (4 bytes), its type (4), the content and a checksum (4).
        for (var position = Signature; position <= file.Length - 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > file.Length - position - 12) break;
            if (file[(position + 4)..].StartsWith("eXIf"u8)) return ReadTiff(file.Slice(position + 8, (int)length));
            position += 12 + (int)length;
        }
        return PixelWalk.Upright;
    }

    private static int ReadTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0"u8) && tiff.Length >= 6) tiff = tiff[6..];
        var little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM"u8))) return PixelWalk.Upright;
        var directory = UInt32(tiff[4..], little);
        if (directory > tiff.Length - 2) return PixelWalk.Upright;
        var entries = tiff[(int)directory..];
        var count = Math.Min(UInt16(entries, little), (entries.Length - 2) / EntrySize);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(2 + i * EntrySize, EntrySize);
            if (UInt16(entry, little) != OrientationTag || UInt16(entry[2..], little) != ShortType) continue;
            int value = UInt16(entry[8..], little);
            return value is >= 1 and <= 8 ? value : PixelWalk.Upright;
        }
        return PixelWalk.Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint UInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
