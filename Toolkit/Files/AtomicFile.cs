using System.Text;

namespace Toolkit.Files;

/// <summary>Writes a file all or nothing: whatever goes wrong, the file that was there before stays as it was.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk and renames it over <paramref name="path"/>.
    /// Where <paramref name="path"/> is a symbolic link, the file behind it is replaced.
    /// </summary>
    /// <remarks>
    /// .NET cannot flush a folder, so after a loss of power the old file may be there instead of the new one, but never a part of either.
    /// A process that is killed leaves its temporary file, <c>.NAME.GUID.tmp</c>; the next write of the same file deletes it once it is a day old.
    /// </remarks>
    /// <param name="path">The file to write. Its folder must exist.</param>
    /// <param name="write">Writes the content to the stream it is given, which can seek.</param>
    /// <exception cref="UnwritableFileException">
    /// The folder is missing or not writable, or the disk is full. The old file is unchanged.
    /// </exception>
    public static void Write(string path, Action<Stream> write) => WithTemporary(path, (temporary, target) =>
    {
        WriteToDisk(temporary, write);
        File.Move(temporary, target, overwrite: true);
    });

    /// <summary>Writes a text file, in UTF-8.</summary>
    /// <param name="path">As in the other method.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="UnwritableFileException">As in the other method.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Finds out whether <see cref="Write"/> can write the file, before the work whose result it is to hold. Nothing is left behind.</summary>
    /// <param name="path">The file to write later.</param>
    /// <exception cref="UnwritableFileException">The folder is missing or not writable, or the disk is full.</exception>
    public static void CheckWritable(string path) => WithTemporary(path, (temporary, _) =>
    {
        WriteToDisk(temporary, stream => stream.WriteByte(0));
        File.Delete(temporary);
    });

    private static void WithTemporary(string path, Action<string, string> write)
    {
        var target = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        CheckPlace(path, target, folder);
        StaleTemporaries.DeleteOf(target);
        var temporary = StaleTemporaries.NewName(target);
        try
        {
            write(temporary, target);
        }
        catch (Exception e)
        {
            DeleteQuietly(temporary);
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            var before = File.Exists(target) ? "the file that was there is unchanged" : "no file was left behind";
            throw new UnwritableFileException(
                $"Cannot write '{path}': {e.Message} Free space on the disk or choose a folder that can be written; {before}.", path, e);
        }
    }

    private static void CheckPlace(string path, string target, string folder)
    {
        if (!Directory.Exists(folder))
            throw new UnwritableFileException(
                $"Cannot write '{path}': the folder '{folder}' does not exist. Create it, or give another path.", path);
        if (Directory.Exists(target))
            throw new UnwritableFileException($"Cannot write '{path}': it is a folder. Give the path of a file.", path);
        if (folder == "/dev" || (File.Exists(target) && !RegularFile.Is(target)))
            throw new UnwritableFileException($"Cannot write '{path}': it is a device, a pipe or a socket, which a file would take the place of. Give the path of a file.", path);
    }

    private static string Target(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = Path.GetFullPath(path);
        return File.Exists(target) ? RealPath.Of(target) : target;
    }

    private static void WriteToDisk(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
