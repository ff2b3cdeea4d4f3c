using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Everything that a training run needs to go on after an epoch as if it had never stopped.</summary>
/// <param name="Identity">What must be equal for a run to be the same one, by name.</param>
/// <param name="Epochs">The epochs done.</param>
/// <param name="StopReason">Why a callback has ended the run; null: none has.</param>
/// <param name="Losses">Loss of every step done.</param>
/// <param name="Tensors">Weights, best weights, the state of optimizer, callbacks and random numbers, on the CPU.</param>
internal sealed record Checkpoint(
    IReadOnlyDictionary<string, string> Identity, IReadOnlyList<EpochReport> Epochs, string? StopReason, IReadOnlyList<double> Losses,
    IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>The tensors whose names begin with a prefix, without it.</summary>
    public IReadOnlyDictionary<string, Tensor> Part(string prefix) => Tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    /// <summary>Does nothing for the same run.</summary>
    /// <exception cref="InvalidOperationException">It is another one; the message names the differences.</exception>
    public void RequireIdentity(IReadOnlyDictionary<string, string> expected, string path)
    {
        var differences = expected
            .Where(entry => Identity.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"{entry.Key} was {Identity.GetValueOrDefault(entry.Key, "not recorded")} and is {entry.Value}")
            .ToArray();
        if (differences.Length == 0) return;
        throw new InvalidOperationException(
            $"The checkpoint '{path}' is of another training run: {string.Join("; ", differences)}. " +
            $"Make them equal to go on with it, or delete the file or change {nameof(FineTuningOptions.CheckpointPath)} to start anew.");
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
