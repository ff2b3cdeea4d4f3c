using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolkit.Files;
using Toolkit.StateDicts;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// A checkpoint on disk: a safetensors file with the tensors by name, the history as JSON in its metadata, and a SHA-256 over all of it. The
/// file is replaced as a whole, so that an interrupted write leaves the one before.
/// </summary>
internal static class CheckpointFile
{
    private const string LossesName = "losses", HistoryKey = "toolkit.checkpoint", ChecksumKey = "sha256";
    private const int Version = 2;

    // A validation loss may be infinite or not a number.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Finds out before a run whether a checkpoint can be written after its first epoch.</summary>
    /// <exception cref="UnwritableFileException">It cannot.</exception>
    public static void CheckWritable(string path) => AtomicFile.CheckWritable(path);

    /// <exception cref="UnwritableFileException">The file cannot be written; the one before is unchanged.</exception>
    public static void Write(string path, Checkpoint checkpoint)
    {
        var content = new StateDict();
        foreach (var (name, tensor) in checkpoint.Tensors) content.Add(name, TensorBridge.ToData(tensor));
        double[] losses = [.. checkpoint.Losses];
        content.Add(LossesName, new TensorData(ElementType.Float64, [losses.Length], MemoryMarshal.AsBytes(losses.AsSpan()).ToArray()));
        content.Metadata[HistoryKey] = JsonSerializer.Serialize(
            new History(Version, checkpoint.Identity, checkpoint.Epochs, checkpoint.StopReason), Json);
        content.Metadata[ChecksumKey] = ChecksumOf(content);
        Safetensors.Write(path, content);
    }

    /// <summary>The checkpoint, which the caller disposes; null where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or is damaged.</exception>
    public static Checkpoint? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var content = Safetensors.Read(path);
            return ToCheckpoint(HistoryOf(content), content);
        }
        catch (Exception error) when (error is WeightsException or JsonException or FormatException)
        {
            // A user who takes the path of a saved model for that of a checkpoint must not be told to delete the model.
            throw new InvalidDataException(
                $"'{path}' is no checkpoint of a training run, or is damaged: {error.Message} Choose another {nameof(FineTuningOptions.CheckpointPath)} to start "
                + "anew, or delete the file if it is a checkpoint.", error);
        }
    }

    private static History HistoryOf(StateDict content)
    {
        if (!content.Metadata.TryGetValue(HistoryKey, out var json) || !content.Metadata.TryGetValue(ChecksumKey, out var checksum))
            throw new FormatException("It has no history of a run.");
        if (checksum != ChecksumOf(content)) throw new FormatException("Its content does not fit its checksum.");
        var history = JsonSerializer.Deserialize<History>(json, Json);
        return history is { Version: Version, Identity: not null, Epochs: not null }
            ? history
            : throw new FormatException($"It has version {history?.Version}; this version of the toolkit writes and reads {Version}.");
    }

    private static Checkpoint ToCheckpoint(History history, StateDict content)
    {
        if (!content.TryGetValue(LossesName, out var stored) || stored.Type != ElementType.Float64) throw new FormatException("It has no losses.");
        double[] losses = [.. MemoryMarshal.Cast<byte, double>(stored.Bytes.Span)];
        using var scope = NewDisposeScope();
        var tensors = content.Where(entry => entry.Key != LossesName).ToDictionary(entry => entry.Key, entry => TensorBridge.ToTensor(entry.Value));
        scope.Detach(tensors.Values);
        return new Checkpoint(history.Identity, history.Epochs, history.StopReason, losses, tensors);
    }

    /// <summary>Over the history, and name, type, shape and bytes of every tensor, by name.</summary>
    private static string ChecksumOf(StateDict content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Encoding.UTF8.GetBytes(content.Metadata[HistoryKey]));
        foreach (var (name, tensor) in content.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Append(Encoding.UTF8.GetBytes($"{name} {tensor}"));
            Append(tensor.Bytes.Span);
        }
        return Convert.ToHexString(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }
    }

    private sealed record History(
        int Version, IReadOnlyDictionary<string, string> Identity, IReadOnlyList<EpochReport> Epochs, string? StopReason);
}
