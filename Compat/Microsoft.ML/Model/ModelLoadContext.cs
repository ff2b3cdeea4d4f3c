using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A place in a model archive from which a transformer is read.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly int _depth;

    /// <summary>Opens the entry in <paramref name="folder"/> and reads the name of its loader.</summary>
    public ModelLoadContext(ZipArchive archive, string folder, int depth = 0)
    {
        _archive = archive;
        _folder = folder;
        _depth = depth;
        if (depth > ModelArchive.DeepestNesting)
            throw ModelArchive.Damaged($"chains are nested more than {ModelArchive.DeepestNesting} deep");
        Reader = new BinaryReader(new MemoryStream(ModelArchive.ReadEntry(archive, folder + ModelArchive.EntryName)), Encoding.UTF8);
        if (Reader.ReadInt32() != ModelArchive.EntryMark)
            throw ModelArchive.Damaged($"'{folder}{ModelArchive.EntryName}' holds no transformer");
        LoaderName = Reader.ReadString();
        Version = Reader.ReadInt32();
    }

    /// <summary>The values, in the order in which they were written.</summary>
    public BinaryReader Reader { get; }

    /// <summary>Which loader reads them.</summary>
    public string LoaderName { get; }

    /// <summary>The version in which they are written.</summary>
    public int Version { get; }

    /// <summary>The context of a part, written by <see cref="ModelSaveContext.SavePart"/>.</summary>
    public ModelLoadContext OpenPart(string name) => new(_archive, $"{_folder}{name}/", _depth + 1);

    /// <summary>A count that cannot be larger than what is left to read.</summary>
    /// <param name="bytesEach">The fewest bytes that each item takes.</param>
    public int ReadCount(int bytesEach = 1)
    {
        int count = Reader.ReadInt32();
        long left = Reader.BaseStream.Length - Reader.BaseStream.Position;
        if (count < 0 || (long)count * bytesEach > left)
            throw ModelArchive.Damaged($"'{_folder}{ModelArchive.EntryName}' announces {count} items, but only {left} bytes follow");
        return count;
    }

    public IReadOnlyList<InputOutputColumnPair> ReadPairs()
    {
        var pairs = new InputOutputColumnPair[ReadCount(bytesEach: 2)];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = new InputOutputColumnPair(Reader.ReadString(), Reader.ReadString());
        return pairs;
    }

    public string[] ReadStrings()
    {
        var strings = new string[ReadCount()];
        for (int i = 0; i < strings.Length; i++)
            strings[i] = Reader.ReadString();
        return strings;
    }

    public void Dispose() => Reader.Dispose();
}
