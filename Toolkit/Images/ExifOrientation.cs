using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>
/// Finds out how a photograph must be turned to stand upright: the Orientation tag (0x0112) of the EXIF data in JPEG,
/// PNG (chunk eXIf) and WebP files. Nothing else of EXIF is read.
/// </summary>
internal static class ExifOrientation
{
    /// <summary>As it is stored: nothing to turn.</summary>
    public const int Upright = 1;

    private const int OrientationTag = 0x0112, ShortType = 3, EntrySize = 12;

    /// <summary>The orientation, 1 to 8; <see cref="Upright"/> where there is none or it makes no sense.</summary>
    /// <param name="file">The whole encoded image.</param>
    public static int Read(ReadOnlySpan<byte> file)
    {
        var tiff = FindTiff(file);
        return tiff.IsEmpty ? Upright : ReadTiff(tiff);
    }

    private static ReadOnlySpan<byte> FindTiff(ReadOnlySpan<byte> file)
    {
        if (EncodedImage.IsJpeg(file)) return FindInJpeg(file);
        if (EncodedImage.IsPng(file)) return EncodedImage.PngChunk(file, "eXIf"u8);
        if (EncodedImage.IsWebP(file)) return WithoutPrefix(EncodedImage.WebPChunk(file, "EXIF"u8));
        return [];
    }

    private static ReadOnlySpan<byte> FindInJpeg(ReadOnlySpan<byte> file)
    {
        const byte app1 = 0xE1;
        var position = 0;
        while (EncodedImage.NextJpegSegment(file, ref position, out var marker, out var content) && marker != EncodedImage.StartOfScan)
            if (marker == app1 && content.StartsWith("Exif\0"u8)) return WithoutPrefix(content);
        return [];
    }

    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> exif) =>
        exif.StartsWith("Exif\0"u8) && exif.Length >= 6 ? exif[6..] : exif;

    private static int ReadTiff(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM"u8))) return Upright;
        var directory = UInt32(tiff[4..], little);
        if (directory > tiff.Length - 2) return Upright;
        var entries = tiff[(int)directory..];
        var count = Math.Min(UInt16(entries, little), (entries.Length - 2) / EntrySize);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(2 + i * EntrySize, EntrySize);
            if (UInt16(entry, little) != OrientationTag || UInt16(entry[2..], little) != ShortType) continue;
            int value = UInt16(entry[8..], little);
            return value is >= 1 and <= 8 ? value : Upright;
        }
        return Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint UInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
