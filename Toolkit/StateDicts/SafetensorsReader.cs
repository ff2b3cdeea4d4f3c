using System.Buffers.Binary;
using System.Text.Json;
using Toolkit.Files;

namespace Toolkit.StateDicts;

/// <summary>Reads the safetensors format. Every number of the header is checked before memory is taken for it.</summary>
internal static class SafetensorsReader
{
    private static readonly JsonDocumentOptions HeaderOptions = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private sealed record Entry(string Name, ElementType Type, long[] Shape, long Begin, long End);

    /// <exception cref="InvalidDataException">The file is cut off or its header lies.</exception>
    public static StateDict Read(Stream stream)
    {
        stream.Position = 0;
        using var header = ReadHeader(stream);
        var weights = new StateDict();
        if (header.RootElement.TryGetProperty(SafetensorsFormat.MetadataName, out var metadata)) ReadMetadata(metadata, weights);
        var dataStart = stream.Position;
        foreach (var entry in Entries(header, stream.Length - dataStart)) weights.Add(entry.Name, ReadTensor(stream, dataStart, entry));
        return weights;
    }

    /// <summary>Where each tensor's bytes begin in a file, and how many they are.</summary>
    /// <exception cref="InvalidDataException">The file is cut off or its header lies.</exception>
    public static IReadOnlyDictionary<string, (long Start, long Length)> Places(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        using var header = ReadHeader(stream);
        var dataStart = stream.Position;
        return Entries(header, stream.Length - dataStart).ToDictionary(entry => entry.Name, entry => (dataStart + entry.Begin, entry.End - entry.Begin));
    }

    private static List<Entry> Entries(JsonDocument header, long dataLength)
    {
        List<Entry> entries =
        [
            .. header.RootElement.EnumerateObject().Where(property => property.Name != SafetensorsFormat.MetadataName)
                .Select(property => ReadEntry(property.Name, property.Value)),
        ];
        CheckLayout(entries, dataLength);
        return entries;
    }

    private static JsonDocument ReadHeader(Stream stream)
    {
        if (stream.Length < SafetensorsFormat.LengthBytes)
            throw new InvalidDataException("The file is cut off: it is shorter than the length of a header.");
        Span<byte> lengthBytes = stackalloc byte[SafetensorsFormat.LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        var left = (ulong)(stream.Length - stream.Position);
        if (length > SafetensorsFormat.LongestHeader || length > left)
            throw new InvalidDataException(
                $"The header is said to have {length} bytes; {left} are left in the file, and at most "
                + $"{SafetensorsFormat.LongestHeader} are allowed: the file is cut off, or is no safetensors file.");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            var header = JsonDocument.Parse(bytes, HeaderOptions);
            if (header.RootElement.ValueKind == JsonValueKind.Object) return header;
            header.Dispose();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The header is not valid JSON, or names a tensor twice: {e.Message}", e);
        }
        throw new InvalidDataException("The header is not a JSON object.");
    }

    private static void ReadMetadata(JsonElement metadata, StateDict weights)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(x => x.Value.ValueKind != JsonValueKind.String))
            throw new InvalidDataException($"The header's {SafetensorsFormat.MetadataName} is not an object of texts.");
        foreach (var property in metadata.EnumerateObject()) weights.Metadata[property.Name] = property.Value.GetString()!;
    }

    private static Entry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var shape) || Integers(shape) is not { } sizes
            || !value.TryGetProperty("data_offsets", out var offsets) || Integers(offsets) is not [var begin, var end])
            throw new InvalidDataException($"The header's entry for '{name}' lacks a dtype, a shape or two data_offsets.");
        var type = SafetensorsFormat.TypeOf(name, dtype.GetString());
        var needed = TensorData.ByteCount(type, sizes)
            ?? throw new InvalidDataException(
                $"The tensor '{name}' has the shape {TensorData.Describe(sizes)}: a size is negative, or it is larger than 2 GB.");
        if (end - begin != needed)
            throw new InvalidDataException(
                $"The tensor '{name}' of type {type} and shape {TensorData.Describe(sizes)} has {needed} bytes, but its "
                + $"offsets {begin} to {end} hold {end - begin}.");
        return new Entry(name, type, sizes, begin, end);
    }

    private static long[]? Integers(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array) return null;
        var values = new long[array.GetArrayLength()];
        var next = 0;
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out values[next++]) || values[next - 1] < 0)
                return null;
        return values;
    }

    // The format allows neither gaps nor overlaps, so that nothing can be hidden and every byte has one meaning.
    private static void CheckLayout(List<Entry> entries, long dataLength)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(x => x.Begin).ThenBy(x => x.End))
        {
            if (entry.End > dataLength)
                throw new InvalidDataException(
                    $"The tensor '{entry.Name}' ends at byte {entry.End} of the data, but the file holds {dataLength}: "
                    + "it is cut off, or its header lies.");
            if (entry.Begin != position)
                throw new InvalidDataException(
                    $"The tensor '{entry.Name}' begins at byte {entry.Begin} of the data, but the one before it ends at "
                    + $"{position}: tensors may neither overlap nor leave a gap.");
            position = entry.End;
        }
        if (position != dataLength)
            throw new InvalidDataException($"The tensors end at byte {position} of the data, but the file holds {dataLength}.");
    }

    private static TensorData ReadTensor(Stream stream, long dataStart, Entry entry)
    {
        var bytes = new byte[entry.End - entry.Begin];
        stream.Position = dataStart + entry.Begin;
        stream.ReadExactly(bytes);
        return new TensorData(entry.Type, entry.Shape, bytes);
    }
}
