using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>The layout of a saved model: a zip with <c>format.txt</c>, <c>schema.bin</c> and, in a folder for each transformer,
/// <c>model.bin</c>.
/// It holds values only: nothing in it names code to be loaded or run.</summary>
internal static class ModelArchive
{
    public const string FormatEntry = "format.txt";
    public const string Format = "Toolkit.Compat.MicrosoftML model 1";
    public const string SchemaEntry = "schema.bin";
    public const string ModelFolder = "model/";
    public const string EntryName = "model.bin";
    public const int EntryMark = 0x4C4D4B54;
    public const string DamagedPrefix = "The model cannot be loaded: ";
    public const int DeepestNesting = 16;

    // A transformer holds names and key values, not weights, so this is far more than any needs.
    private const long LargestEntry = 1L << 30;

    /// <summary>The bytes of an entry, whose size is checked against what is really there.</summary>
    public static byte[] ReadEntry(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name) ?? throw Damaged($"the entry '{name}' is missing");
        if (entry.Length > LargestEntry)
            throw Damaged($"the entry '{name}' says that it has {entry.Length} bytes; at most {LargestEntry} are allowed");
        using var stream = entry.Open();
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

    /// <summary>The error for an archive that cannot be read.</summary>
    public static InvalidDataException Damaged(string what, Exception? cause = null) =>
        new($"{DamagedPrefix}{what}. It is damaged, or was not saved by this library; save it again.", cause);
}
