using System.Text.Json;
using System.Text.RegularExpressions;
using Toolkit.StateDicts;

namespace Toolkit.Pretrained;

/// <summary>
/// The index of weights in several files, as Hugging Face's libraries write it (<c>model.safetensors.index.json</c>,
/// <c>pytorch_model.bin.index.json</c>): a JSON object whose <c>weight_map</c> gives the file of every tensor.
/// </summary>
internal static partial class WeightsIndex
{
    private const long Longest = 64 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Reads all parts.</summary>
    /// <param name="stream">The index.</param>
    /// <param name="folder">Where the parts lie.</param>
    /// <param name="readPart">Reads one by its path.</param>
    /// <returns>The tensors in the index's order, and after them any that only the parts name.</returns>
    /// <exception cref="InvalidDataException">It is no index, a part is missing or elsewhere, or lacks a tensor.</exception>
    public static StateDict Read(Stream stream, string folder, Func<string, StateDict> readPart)
    {
        var files = FilesByTensor(stream);
        var parts = files.Values.Distinct().ToDictionary(
            name => name, name => readPart(SiblingFile.PathOf(folder, name, "A part of the weights")), StringComparer.Ordinal);
        var weights = new StateDict();
        foreach (var (tensor, file) in files)
            weights.Add(tensor, parts[file].TryGetValue(tensor, out var data) ? data : throw new InvalidDataException(
                $"The tensor '{tensor}' should be in '{file}', but is not: index and parts are of different downloads. Download all again."));
        foreach (var (tensor, data) in parts.Values.SelectMany(part => part))
            if (!weights.ContainsKey(tensor)) weights.Add(tensor, data);
        foreach (var (key, text) in parts.Values.SelectMany(part => part.Metadata)) weights.Metadata.TryAdd(key, text);
        return weights;
    }

    /// <summary>What is to be said of a file whose name says that it is one part of several; null for others.</summary>
    public static string? PartNote(string path)
    {
        var match = PartName().Match(Path.GetFileName(path));
        if (!match.Success || int.Parse(match.Groups["count"].ValueSpan) < 2) return null;
        return $"the file is part {int.Parse(match.Groups["part"].ValueSpan)} of {int.Parse(match.Groups["count"].ValueSpan)}, as its name says: "
            + $"read {match.Groups["name"].Value}{match.Groups["extension"].Value}.index.json, which names all parts, instead";
    }

    private static OrderedDictionary<string, string> FilesByTensor(Stream stream)
    {
        if (stream.Length > Longest) throw new InvalidDataException($"It is a JSON file of {stream.Length} bytes; an index of parts has at most {Longest}.");
        try
        {
            using var json = JsonDocument.Parse(stream, Options);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var map)
                || map.ValueKind != JsonValueKind.Object || map.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
                throw new InvalidDataException("It is a JSON file, but no index of parts: it has no 'weight_map' from tensors to file names.");
            var files = new OrderedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in map.EnumerateObject()) files.Add(entry.Name, entry.Value.GetString()!);
            return files;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"It begins as a JSON file does, but is cut off, damaged, or names a tensor twice: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^(?<name>.+)-(?<part>\d{5})-of-(?<count>\d{5})(?<extension>\.\w+)$")]
    private static partial Regex PartName();
}
