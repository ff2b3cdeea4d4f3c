using Toolkit.Files;

namespace Toolkit.Images;

/// <summary>Reads files that should be images, and never waits: a pipe, a socket or a device has no length, and is not opened.</summary>
internal static class ImageFile
{
    /// <summary>Most bytes that are read; a file may be larger than memory without filling the disk.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>The content of a file.</summary>
    /// <exception cref="UnreadableImageException">It is missing, may not be read, is no regular file, empty, or has more than 1 GB.</exception>
    public static byte[] Read(string path) => Reading(path, () =>
    {
        var length = CheckedLengthOf(path);
        return length <= MaxBytes
            ? File.ReadAllBytes(path)
            : throw new UnreadableImageException(path, $"It has {length} bytes; at most {MaxBytes} are allowed.");
    });

    /// <summary>Its first bytes, and its last ones.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many of each, or all where it has fewer.</param>
    /// <exception cref="UnreadableImageException">It is missing, may not be read, is no regular file, or empty.</exception>
    public static (byte[] Start, byte[] End, long Length) ReadEnds(string path, int count) => Reading(path, () =>
    {
        CheckedLengthOf(path);
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var (start, end) = (new byte[Math.Min(count, length)], new byte[Math.Min(count, length)]);
        RandomAccess.Read(file, start, 0);
        RandomAccess.Read(file, end, length - end.Length);
        return (start, end, length);
    });

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not UnreadableImageException and (IOException or UnauthorizedAccessException))
        {
            throw new UnreadableImageException(path, error.Message, error);
        }
    }

    private static long CheckedLengthOf(string path)
    {
        if (Directory.Exists(path)) throw new UnreadableImageException(path, "It is a folder.");
        var length = RegularFile.LengthOf(path);
        return length > 0 ? length : throw new UnreadableImageException(path, "The file is empty, or is a pipe, a socket or a device.");
    }
}
