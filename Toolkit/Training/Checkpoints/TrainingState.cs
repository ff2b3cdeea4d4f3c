using Toolkit.LibTorch;
using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// What a training run has come to: its history and best weights, read from a checkpoint file and written to it where one is asked for.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private const string Weights = "weights/", BestCopies = "best/", OptimizerValues = "optimizer/", CallbackStates = "callbacks/",
        RandomNumbers = "random numbers";

    private readonly Network network;
    private readonly IGradientExchange exchange;
    private readonly string? path;
    private readonly int epochs;
    private readonly IReadOnlyDictionary<string, string> identity;
    private Checkpoint? resumed;

    private TrainingState(Network network, TrainingData data, CancellationToken cancellation)
    {
        (this.network, exchange, path, epochs) = (network, data.Exchange, data.Options.CheckpointPath, data.Options.Epochs);
        identity = path is null ? new Dictionary<string, string>() : TrainingIdentity.Of(network, data, cancellation);
    }

    public List<EpochReport> Epochs { get; } = [];

    public List<double> Losses { get; } = [];

    public BestWeights Best { get; } = new();

    public EpochReport? BestEpoch => Epochs.LastOrDefault(epoch => epoch.IsBest);

    /// <summary>A fresh state, or the one of the checkpoint file, whose weights are then put in place.</summary>
    public static TrainingState Open(Network network, TrainingData data, CancellationToken cancellation)
    {
        var state = new TrainingState(network, data, cancellation);
        if (state.path is null) return state;
        using var file = SharedFile.Open(data.Exchange, state.path);
        if (file is null || CheckpointFile.Read(file.Path) is not { } checkpoint) return state;
        try
        {
            state.Resume(checkpoint);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the checkpoint file, where there is to be one.</summary>
    public void Save(ParameterUpdates updates, TrainingCallbacks callbacks, RandomStream random, string? stopReason)
    {
        if (path is null) return;
        using var scope = NewDisposeScope();
        var streams = exchange.AllGather(random.State.bytes.ToArray());
        if (exchange.Rank > 0) return;
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (rank, stream) in streams.Index()) tensors[RandomNumbersOf(rank)] = tensor(stream);
        foreach (var (name, tensor) in network.state_dict()) tensors[Weights + name] = tensor;
        foreach (var (name, tensor) in Best.Copies) tensors[BestCopies + name] = tensor;
        foreach (var (name, tensor) in updates.Capture()) tensors[OptimizerValues + name] = tensor;
        foreach (var (name, tensor) in callbacks.Capture()) tensors[CallbackStates + name] = tensor;
        CheckpointFile.Write(path, new Checkpoint(identity, Epochs, stopReason, Losses, tensors));
    }

    /// <summary>Gives callbacks what they remembered and random numbers their state, and says why the run was stopped if it was.</summary>
    public void RestoreCallbacks(TrainingCallbacks callbacks, TrainingContext run, RandomStream random)
    {
        if (resumed is null) return;
        callbacks.Restore(resumed.Part(CallbackStates));
        // Callbacks may have drawn some when the run began. A rank that the run had not, when the checkpoint was written, goes on with its own.
        if (resumed.Tensors.TryGetValue(RandomNumbersOf(exchange.Rank), out var stream)) random.State = stream;
        if (resumed.StopReason is { } reason) run.Stop(reason);
    }

    /// <summary>Gives a fresh optimizer the state of the one in the checkpoint, if that stopped within this phase.</summary>
    public void RestoreOptimizer(ParameterUpdates updates, PhasePlan phase)
    {
        if (resumed is not null && resumed.Epochs.Count >= phase.FirstEpoch) updates.Restore(resumed.Part(OptimizerValues));
        resumed?.Dispose();
        resumed = null;
    }

    public void Dispose()
    {
        resumed?.Dispose();
        Best.Dispose();
    }

    private static string RandomNumbersOf(int rank) => rank == 0 ? RandomNumbers : $"{RandomNumbers} of rank {rank}";

    private void Resume(Checkpoint checkpoint)
    {
        resumed = checkpoint;
        checkpoint.RequireIdentity(identity, path!);
        if (checkpoint.Epochs.Count > epochs)
        {
            throw new InvalidOperationException(
                $"The checkpoint '{path}' has {checkpoint.Epochs.Count} epochs, more than the {epochs} of {nameof(FineTuningOptions.Epochs)}. Raise that, or "
                + $"delete the file or change {nameof(FineTuningOptions.CheckpointPath)} to start anew.");
        }
        using var noGradient = no_grad();
        var weights = checkpoint.Part(Weights);
        foreach (var (name, tensor) in network.state_dict()) tensor.copy_(weights[name]);
        Epochs.AddRange(checkpoint.Epochs);
        Losses.AddRange(checkpoint.Losses);
        if (BestEpoch is { } best) Best.Adopt(best.Validation, checkpoint.Part(BestCopies));
    }
}
