using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>
/// The layout of a saved model, which is ML.NET's: a zip with the schema of the data that it takes in <c>Schema</c> and, in a folder for
/// each transformer, <c>Model.key</c>. It holds values only: nothing in it names code of ours to be loaded or run.
/// </summary>
internal static class ModelArchive
{
    public const string SchemaEntry = "Schema";
    public const string VersionEntry = "TrainingInfo/Version.txt";
    public const string ModelFolder = "TransformerChain/";
    public const string PartEntry = "Model.key";
    public const string DamagedPrefix = "The model cannot be loaded: ";
    public const int DeepestNesting = 16;

    // A transformer holds names and key values, not weights, so this is far more than any needs.
    private const long LargestEntry = 1L << 30;

    public static void WriteEntry(ZipArchive archive, string name, byte[] content)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
        entry.Write(content);
    }

    /// <summary>Whether there is such an entry.</summary>
    public static bool HasEntry(ZipArchive archive, string name) => Find(archive, name) is not null;

    /// <summary>The bytes of an entry, whose size is checked against what is really there.</summary>
    public static byte[] ReadEntry(ZipArchive archive, string name)
    {
        var entry = Find(archive, name) ?? throw Damaged($"the entry '{name}' is missing");
        if (entry.Length > LargestEntry)
            throw Damaged($"the entry '{name}' says that it has {entry.Length} bytes; at most {LargestEntry} are allowed");
        using var stream = entry.Open();
        return ReadToEnd(stream, name);
    }

    /// <summary>All that a compressed stream holds, up to what is sensible.</summary>
    public static byte[] ReadToEnd(Stream stream, string name)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LargestEntry)
                throw Damaged($"the entry '{name}' has more than {LargestEntry} bytes");
        }
        return content.ToArray();
    }

    /// <summary>Checks what numbers without their zeros unpack to, before memory is taken for all of them.</summary>
    public static void CheckUnpackedSize(long bytes)
    {
        if (bytes > LargestEntry)
            throw Damaged($"a part unpacks to {bytes} bytes; at most {LargestEntry} are allowed");
    }

    /// <summary>The error for an archive that cannot be read.</summary>
    public static InvalidDataException Damaged(string what, Exception? cause = null) =>
        new($"{DamagedPrefix}{what}. It is damaged, or was saved by a version of ML.NET that this library does not know; save it again.", cause);

    // ML.NET on Windows writes paths with backslashes.
    private static ZipArchiveEntry? Find(ZipArchive archive, string name) =>
        archive.GetEntry(name) ?? archive.GetEntry(name.Replace('/', '\\'));
}
