using System.Buffers.Binary;

namespace Toolkit.Images;

/// <summary>
/// The length of a BMP file in its own header, bytes 2 to 5. Programs write others, 0 or FFFFFFFF, and the decoder then does not find
/// compressed pixels, which nothing needs that number for.
/// </summary>
internal static class BmpLength
{
    private const int Field = 2;

    /// <summary>The file, or a copy with the right length where a BMP file has another.</summary>
    public static byte[] Mended(byte[] file)
    {
        if (!FileBeginning.IsBmp(file) || BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(Field)) == file.Length) return file;
        var mended = file.AsSpan().ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(mended.AsSpan(Field), file.Length);
        return mended;
    }
}
