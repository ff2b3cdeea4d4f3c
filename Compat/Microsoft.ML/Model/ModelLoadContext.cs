using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A place in a model archive from which a transformer is read.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly int _depth;

    /// <summary>Opens the part in <paramref name="folder"/>.</summary>
    public ModelLoadContext(ZipArchive archive, string folder, int depth = 0)
    {
        _archive = archive;
        _folder = folder;
        _depth = depth;
        if (depth > ModelArchive.DeepestNesting)
            throw ModelArchive.Damaged($"parts are nested more than {ModelArchive.DeepestNesting} deep");
        Entry = ModelEntry.Read(ModelArchive.ReadEntry(archive, Path), Path);
        Reader = new BinaryReader(new MemoryStream(Entry.Values), Encoding.UTF8);
    }

    /// <summary>The part.</summary>
    public ModelEntry Entry { get; }

    /// <summary>The values, in the order in which they were written.</summary>
    public BinaryReader Reader { get; }

    private string Path => _folder + ModelArchive.PartEntry;

    private long Left => Reader.BaseStream.Length - Reader.BaseStream.Position;

    /// <summary>The context of a part, written by <see cref="ModelSaveContext.SavePart(ICanSaveModel, string)"/>.</summary>
    public ModelLoadContext OpenPart(string name) => new(_archive, $"{_folder}{name}/", _depth + 1);

    /// <summary>The file that <see cref="ModelSaveContext.SaveFile"/> wrote.</summary>
    public byte[] ReadFile(string name) => ModelArchive.ReadEntry(_archive, _folder + name);

    /// <summary>A count that cannot be larger than what is left to read.</summary>
    /// <param name="bytesEach">The fewest bytes that each item takes.</param>
    public int ReadCount(int bytesEach = sizeof(int))
    {
        int count = Reader.ReadInt32();
        if (count < 0 || (long)count * bytesEach > Left)
            throw ModelArchive.Damaged($"'{Path}' announces {count} items, but only {Left} bytes follow");
        return count;
    }

    /// <summary>The string that is referred to, or null.</summary>
    public string? ReadStringOrNull()
    {
        int number = Reader.ReadInt32();
        if (number < -1 || number >= Entry.Strings.Length)
            throw ModelArchive.Damaged($"'{Path}' refers to its string {number}, but has {Entry.Strings.Length}");
        return number < 0 ? null : Entry.Strings[number];
    }

    public string ReadString() => ReadStringOrNull() ?? throw ModelArchive.Damaged($"'{Path}' lacks a string");

    public string[] ReadStrings()
    {
        var strings = new string[ReadCount()];
        for (int i = 0; i < strings.Length; i++)
            strings[i] = ReadString();
        return strings;
    }

    public IReadOnlyList<InputOutputColumnPair> ReadPairs()
    {
        var pairs = new InputOutputColumnPair[ReadCount(bytesEach: 2 * sizeof(int))];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new InputOutputColumnPair(ReadString(), ReadString());
        return pairs;
    }

    /// <summary>What <see cref="ModelSaveContext.WriteSame"/> wrote.</summary>
    public T ReadSame<T>(IReadOnlyList<InputOutputColumnPair> columns, Func<BinaryReader, T> read)
    {
        var all = columns.Select(_ => read(Reader)).ToList();
        return all.Distinct().Count() == 1
            ? all[0]
            : throw ModelArchive.Damaged($"its '{Entry.Loader}' treats its {all.Count} columns differently, and this library does not");
    }

    /// <summary>Checks that a loader has read everything.</summary>
    public void End()
    {
        if (Left > 0)
            throw ModelArchive.Damaged($"'{Path}' has {Left} bytes more than its '{Entry.Loader}' takes");
    }

    public void Dispose() => Reader.Dispose();
}
