namespace Toolkit.Files;

/// <summary>Opens files that others name, and never waits: a pipe, a socket or a device has no length, and is not opened.</summary>
public static class RegularFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>How many bytes a file has, or that a link leads to; 0 for a pipe, a socket and a device, too.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="IOException">It is missing, or a link leads nowhere.</exception>
    public static long LengthOf(string path)
    {
        // The length of a link is that of the path in it.
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.Length : new FileInfo(RealPath.Of(path)).Length;
    }

    /// <summary>Whether a path that exists is that of a file with a length and places, which an empty one is, too.</summary>
    /// <param name="path">A file, a pipe, a socket or a device.</param>
    /// <exception cref="IOException">There is nothing.</exception>
    public static bool Is(string path)
    {
        if (LengthOf(path) > 0) return true;
        try
        {
            // A pipe that is opened for both does not wait for its other end.
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return file.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Opens a file for reading, which others may read meanwhile.</summary>
    /// <param name="path">Its path, or that of a link to it.</param>
    /// <exception cref="IOException">It is missing, or may not be read.</exception>
    /// <exception cref="InvalidDataException">It is empty, or no regular file; the message names it.</exception>
    public static FileStream OpenRead(string path)
    {
        if (LengthOf(path) == 0) throw new InvalidDataException($"'{path}' is empty, or is a pipe, a socket or a device. Give the path of a file.");
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
    }
}
