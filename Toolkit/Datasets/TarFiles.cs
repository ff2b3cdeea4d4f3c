using System.Formats.Tar;

namespace Toolkit.Datasets;

/// <summary>Reads files out of a .tar or .tar.gz into memory; nothing is written to disk.</summary>
internal static class TarFiles
{
    private const long MostBytes = 1 << 30;

    /// <summary>The content of those of the named files that are there, in whatever folder.</summary>
    /// <param name="path">The archive; compressed where its content says so, whatever its name.</param>
    /// <param name="names">Names without folders.</param>
    /// <exception cref="InvalidDataException">It is no such archive, damaged or cut off.</exception>
    public static Dictionary<string, byte[]> Read(string path, IReadOnlyCollection<string> names)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var stream = Gzip.Open(file);
            var found = ReadEntries(path, stream, names);
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

    private static Dictionary<string, byte[]> ReadEntries(string path, Stream stream, IReadOnlyCollection<string> names)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var tar = new TarReader(stream, leaveOpen: true);
        var isEmpty = true;
        while (tar.GetNextEntry() is { } entry)
        {
            isEmpty = false;
            var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (entry.DataStream is { } content && names.Contains(name)) found[name] = ReadEntry(path, name, content);
        }

        return isEmpty ? throw new InvalidDataException($"{path} is no tar archive, or an empty one. Download it again.") : found;
    }

    private static byte[] ReadEntry(string path, string name, Stream content) => content.Length <= MostBytes
        ? Gzip.ReadExactly(content, content.Length)
        : throw new InvalidDataException($"{path} has a file {name} of {content.Length} bytes; at most {MostBytes} are read.");

    private static bool IsForeign(Exception error, string path) =>
        error is InvalidDataException && !error.Message.Contains(path, StringComparison.Ordinal);
}
