using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>Whether a file's first bytes are those of a format that can be read.</summary>
internal static class FileBeginning
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 32;

    /// <param name="start">The first bytes, <see cref="Length"/> of them if there are so many.</param>
    public static bool IsImage(ReadOnlySpan<byte> start) => IsJpeg(start) || IsPng(start) || IsWebp(start) || IsBmp(start);

    public static bool IsJpeg(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0xFF, 0xD8, 0xFF]);

    public static bool IsPng(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0x89, .. "PNG\r\n\x1A\n"u8]);

    public static bool IsWebp(ReadOnlySpan<byte> start) => start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8);

    // Two letters prove little; the size of the header behind them is one of a few.
    public static bool IsBmp(ReadOnlySpan<byte> start) =>
        start.Length >= 18 && start.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(start[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;
}
