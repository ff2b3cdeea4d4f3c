using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A place in a model archive into which a transformer writes itself.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private BinaryWriter? _writer;
    private MemoryStream? _content;

    internal ModelSaveContext(ZipArchive archive, string folder)
    {
        _archive = archive;
        _folder = folder;
    }

    /// <summary>Where the transformer's values go; there after <see cref="Begin"/>.</summary>
    internal BinaryWriter Writer => _writer ?? throw new InvalidOperationException("Begin comes before the first value.");

    /// <summary>Says which loader reads what follows, and in which version it is written.</summary>
    internal void Begin(string loaderName, int version)
    {
        _content = new MemoryStream();
        _writer = new BinaryWriter(_content, Encoding.UTF8);
        _writer.Write(ModelArchive.EntryMark);
        _writer.Write(loaderName);
        _writer.Write(version);
    }

    /// <summary>Writes a transformer into a folder of the archive.</summary>
    internal static void Save(ZipArchive archive, ICanSaveModel model, string folder)
    {
        using var context = new ModelSaveContext(archive, folder);
        model.Save(context);
        if (context._content is null)
            throw new InvalidOperationException($"{model.GetType().FullName} saved nothing, so the model could not be loaded again. "
                + "Only official transformers can be saved; keep others beside the model.");
    }

    /// <summary>Writes a part of this transformer into a folder of its own.</summary>
    internal void SavePart(ICanSaveModel part, string name) => Save(_archive, part, $"{_folder}{name}/");

    internal void WritePairs(IReadOnlyList<InputOutputColumnPair> pairs)
    {
        Writer.Write(pairs.Count);
        foreach (var pair in pairs)
        {
            Writer.Write(pair.OutputColumnName);
            Writer.Write(pair.InputColumnName);
        }
    }

    internal void WriteStrings(IReadOnlyList<string> strings)
    {
        Writer.Write(strings.Count);
        foreach (var text in strings)
            Writer.Write(text);
    }

    /// <summary>Finishes the entry.</summary>
    public void Dispose()
    {
        if (_writer is null || _content is null)
            return;
        _writer.Flush();
        using var entry = _archive.CreateEntry(_folder + ModelArchive.EntryName, CompressionLevel.Optimal).Open();
        _content.WriteTo(entry);
        _writer.Dispose();
        _writer = null;
    }
}
