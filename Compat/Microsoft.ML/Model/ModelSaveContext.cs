using System.IO.Compression;
using System.Text;

namespace Microsoft.ML;

/// <summary>A place in a model archive into which a transformer writes itself.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly MemoryStream _values = new();
    private readonly OrderedDictionary<string, int> _strings = new(StringComparer.Ordinal);
    private ModelVersion? _version;

    private ModelSaveContext(ZipArchive archive, string folder)
    {
        _archive = archive;
        _folder = folder;
        Writer = new BinaryWriter(_values, Encoding.UTF8);
    }

    /// <summary>Where the transformer's values go.</summary>
    internal BinaryWriter Writer { get; }

    /// <summary>Says what is written and in which version.</summary>
    internal void Begin(ModelVersion version) => _version = version;

    /// <summary>Writes a transformer into a folder of the archive.</summary>
    internal static void Save(ZipArchive archive, ICanSaveModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var context = new ModelSaveContext(archive, folder);
        model.Save(context);
        if (context._version is null)
            throw new InvalidOperationException($"{model.GetType().FullName} saved nothing, so the model could not be loaded again. "
                + "Only official transformers can be saved; keep others beside the model.");
    }

    /// <summary>Writes a part of this transformer into a folder of its own.</summary>
    internal void SavePart(ICanSaveModel part, string name) => Save(_archive, part, PartFolder(name));

    /// <inheritdoc cref="SavePart(ICanSaveModel, string)"/>
    internal void SavePart(string name, Action<ModelSaveContext> save)
    {
        using var part = new ModelSaveContext(_archive, PartFolder(name));
        save(part);
    }

    /// <summary>Writes a file beside the values.</summary>
    internal void SaveFile(string name, byte[] content) => ModelArchive.WriteEntry(_archive, _folder + name, content);

    /// <summary>Writes the number of a string; -1 for none.</summary>
    internal void WriteString(string? text)
    {
        if (text is null)
        {
            Writer.Write(-1);
            return;
        }
        _strings.TryAdd(text, _strings.Count);
        Writer.Write(_strings[text]);
    }

    internal void WriteStrings(IReadOnlyList<string> strings)
    {
        Writer.Write(strings.Count);
        foreach (var text in strings)
            WriteString(text);
    }

    internal void WritePairs(IReadOnlyList<InputOutputColumnPair> pairs)
    {
        Writer.Write(pairs.Count);
        foreach (var pair in pairs)
        {
            WriteString(pair.OutputColumnName);
            WriteString(pair.InputColumnName);
        }
    }

    /// <summary>Writes for each of some columns what is the same for all of them.</summary>
    internal void WriteSame(IReadOnlyList<InputOutputColumnPair> columns, Action<BinaryWriter> write)
    {
        foreach (var _ in columns)
            write(Writer);
    }

    /// <summary>Finishes the entry.</summary>
    public void Dispose()
    {
        if (_version is not null && _values.CanWrite)
            ModelArchive.WriteEntry(
                _archive, _folder + ModelArchive.PartEntry, ModelEntry.Write(_version, _values.ToArray(), _strings.Keys));
        Writer.Dispose();
    }

    private string PartFolder(string name) => $"{_folder}{name}/";
}
