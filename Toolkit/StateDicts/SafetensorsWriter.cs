using System.Buffers.Binary;
using System.Text.Json;

namespace Toolkit.StateDicts;

/// <summary>Writes the safetensors format.</summary>
internal static class SafetensorsWriter
{
    public static void Write(Stream stream, StateDict tensors)
    {
        if (tensors.ContainsKey(SafetensorsFormat.MetadataName))
            throw new ArgumentException(
                $"A tensor may not have the name {SafetensorsFormat.MetadataName}, which the format keeps for texts.", nameof(tensors));
        var layout = Layout(tensors);
        var header = PadToMultipleOf8(Header(tensors, Offsets(layout)));
        Span<byte> length = stackalloc byte[SafetensorsFormat.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in layout) stream.Write(tensor.Bytes.Span);
    }

    /// <summary>Where in the file each tensor's bytes begin.</summary>
    public static IReadOnlyDictionary<string, long> Places(StateDict tensors)
    {
        var offsets = Offsets(Layout(tensors));
        var start = SafetensorsFormat.LengthBytes + PadToMultipleOf8(Header(tensors, offsets)).Length;
        return offsets.ToDictionary(offset => offset.Key, offset => start + offset.Value);
    }

    // Wider elements first, so that every tensor lies at a multiple of its elements' size.
    private static List<KeyValuePair<string, TensorData>> Layout(StateDict tensors) =>
        [.. tensors.OrderByDescending(x => x.Value.Type.Size())];

    private static Dictionary<string, long> Offsets(List<KeyValuePair<string, TensorData>> layout)
    {
        var offsets = new Dictionary<string, long>(layout.Count, StringComparer.Ordinal);
        var position = 0L;
        foreach (var (name, tensor) in layout)
        {
            offsets.Add(name, position);
            position += tensor.Bytes.Length;
        }
        return offsets;
    }

    private static byte[] Header(StateDict tensors, Dictionary<string, long> offsets)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, tensors);
            foreach (var (name, tensor) in tensors) WriteEntry(json, name, tensor, offsets[name]);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, StateDict tensors)
    {
        if (tensors.Metadata.Count == 0) return;
        json.WriteStartObject(SafetensorsFormat.MetadataName);
        foreach (var (key, value) in tensors.Metadata.OrderBy(x => x.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, TensorData tensor, long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", SafetensorsFormat.NameOf(tensor.Type));
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] PadToMultipleOf8(byte[] header)
    {
        var padded = new byte[(header.Length + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        header.CopyTo(padded, 0);
        return padded;
    }
}
