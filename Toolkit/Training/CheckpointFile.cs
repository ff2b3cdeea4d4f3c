using System.Text.Json;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// A checkpoint on disk: eight letters, the length of a JSON header, the header, and the bytes of the tensors in the header's
/// order. The file is replaced as a whole, so that an interrupted write leaves the one before.
/// </summary>
internal static class CheckpointFile
{
    private const int LongestHeader = 1 << 28;
    private static readonly byte[] Letters = "TKCKPT01"u8.ToArray();

    public static void Write(string path, Checkpoint checkpoint)
    {
        var temporary = path + ".tmp";
        using (var writer = new BinaryWriter(File.Create(temporary)))
        {
            var header = JsonSerializer.SerializeToUtf8Bytes(HeaderOf(checkpoint));
            writer.Write(Letters);
            writer.Write(header.Length);
            writer.Write(header);
            foreach (var tensor in checkpoint.Tensors.Values) writer.Write(tensor.bytes);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The checkpoint, which the caller disposes; null where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or is damaged.</exception>
    public static Checkpoint? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            var header = ReadHeader(reader);
            return new Checkpoint(header.Identity, header.Epochs, header.Losses, ReadTensors(reader, header.Tensors));
        }
        catch (Exception error) when (error is EndOfStreamException or JsonException or FormatException)
        {
            throw new InvalidDataException(
                $"'{path}' is not a checkpoint of a training, or is damaged: {error.Message} Delete it to start anew.", error);
        }
    }

    private static Header HeaderOf(Checkpoint checkpoint) => new(
        checkpoint.Identity, checkpoint.Epochs, checkpoint.Losses,
        [.. checkpoint.Tensors.Select(entry => new Entry(entry.Key, entry.Value.dtype, entry.Value.shape))]);

    private static Header ReadHeader(BinaryReader reader)
    {
        if (!reader.ReadBytes(Letters.Length).AsSpan().SequenceEqual(Letters)) throw new FormatException("It does not begin as one.");
        var length = reader.ReadInt32();
        if (length is < 0 or > LongestHeader) throw new FormatException($"Its header cannot be {length} bytes long.");
        return JsonSerializer.Deserialize<Header>(reader.ReadBytes(length)) ?? throw new FormatException("Its header is empty.");
    }

    private static Dictionary<string, Tensor> ReadTensors(BinaryReader reader, IEnumerable<Entry> entries)
    {
        using var scope = NewDisposeScope();
        var tensors = entries.ToDictionary(entry => entry.Name, entry => ReadTensor(reader, entry));
        scope.Detach(tensors.Values);
        return tensors;
    }

    private static Tensor ReadTensor(BinaryReader reader, Entry entry)
    {
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (entry.Shape.Any(size => size < 0) || entry.Shape.Aggregate(1.0, (product, size) => product * size) > left)
            throw new FormatException($"It ends before the tensor '{entry.Name}' does.");
        var tensor = empty(entry.Shape, entry.Type);
        reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private sealed record Header(
        IReadOnlyDictionary<string, string> Identity, IReadOnlyList<EpochReport> Epochs, IReadOnlyList<double> Losses,
        IReadOnlyList<Entry> Tensors);

    private sealed record Entry(string Name, ScalarType Type, long[] Shape);
}
