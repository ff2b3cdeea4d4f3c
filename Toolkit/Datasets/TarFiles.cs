using System.Formats.Tar;
using Toolkit.Files;

namespace Toolkit.Datasets;

/// <summary>Reads files out of a .tar or .tar.gz into memory; nothing is written to disk.</summary>
internal static class TarFiles
{
    /// <summary>For what lies beside the named files.</summary>
    private const long MostOther = 64 << 20;

    /// <summary>The content of those of the named files that are there, in whatever folder.</summary>
    /// <param name="path">The archive; compressed where its content says so, whatever its name.</param>
    /// <param name="names">Names without folders.</param>
    /// <param name="most">The most bytes that each of them can have.</param>
    /// <param name="files">How many files of that size the archive can have.</param>
    /// <exception cref="InvalidDataException">It is no such archive, damaged or cut off, or has more in it than it can.</exception>
    public static Dictionary<string, byte[]> Read(string path, IReadOnlyCollection<string> names, long most, int files)
    {
        try
        {
            using var file = RegularFile.OpenRead(path);
            using var unpacked = Gzip.Open(file);
            using var stream = new BoundedStream(unpacked, (files * most) + MostOther);
            var found = ReadEntries(path, stream, names, most);
            // A compressed file's checksum is behind its last byte.
            stream.CopyTo(Stream.Null);
            return found;
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException || IsForeign(error, path))
        {
            throw new InvalidDataException(
                $"{path} is no tar archive, or it is damaged or cut off. Download it again. ({error.Message})", error);
        }
    }

    private static Dictionary<string, byte[]> ReadEntries(string path, Stream stream, IReadOnlyCollection<string> names, long most)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(stream, leaveOpen: true);
        var isEmpty = true;
        while (tar.GetNextEntry() is { } entry)
        {
            isEmpty = false;
            var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (entry.DataStream is { } content && names.Contains(name)) found[name] = ReadEntry(path, name, content, most);
        }

        return isEmpty ? throw new InvalidDataException($"{path} is no tar archive, or an empty one. Download it again.") : found;
    }

    private static byte[] ReadEntry(string path, string name, Stream content, long most) => content.Length <= most
        ? Gzip.ReadExactly(content, content.Length)
        : throw new InvalidDataException($"{path} has a file {name} of {content.Length} bytes; it can have {most} at most.");

    private static bool IsForeign(Exception error, string path) =>
        error is InvalidDataException && !error.Message.Contains(path, StringComparison.Ordinal);
}
