using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>Whether a file's last bytes show that it is not cut off.</summary>
internal static class FileEnd
{
    /// <summary>How many of the first and last bytes are looked at.</summary>
    public const int Length = 4096;

    /// <returns>False where these bytes do not tell.</returns>
    /// <param name="start">The first bytes.</param>
    /// <param name="end">The last bytes; zeros behind the image do not matter.</param>
    /// <param name="length">The file's length.</param>
    public static bool IsThere(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, long length)
    {
        end = end.TrimEnd((byte)0);
        if (FileBeginning.IsJpeg(start)) return end.EndsWith<byte>([0xFF, 0xD9]);
        if (FileBeginning.IsPng(start)) return end.EndsWith<byte>([.. "IEND"u8, 0xAE, 0x42, 0x60, 0x82]);
        return FileBeginning.IsWebp(start) && BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) + 8L <= length;
    }
}
