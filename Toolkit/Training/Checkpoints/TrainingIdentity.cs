using System.Collections.Frozen;
using Toolkit.Networks;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// What makes a training run the same one, by name: the network with its starting weights, the options that the result depends on, and the
/// data sets with their images.
/// </summary>
internal static class TrainingIdentity
{
    /// <summary>Options that make no difference to the result, and the number of epochs: a run may go on for more.</summary>
    private static readonly FrozenSet<string> Irrelevant = new[]
    {
        nameof(FineTuningOptions.LoaderThreads), nameof(FineTuningOptions.FeatureCacheBytes), nameof(FineTuningOptions.ImageMemoryBytes),
        nameof(FineTuningOptions.ReuseMemory), nameof(FineTuningOptions.CheckpointPath), nameof(FineTuningOptions.Epochs),
        nameof(FineTuningOptions.FrozenEngine), nameof(FineTuningOptions.CalibrateProbabilities), nameof(FineTuningOptions.AcceptedErrorShare),
    }.ToFrozenSet();

    /// <param name="network">As it is before the first step.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="cancellation">Stops the reading of the images.</param>
    public static IReadOnlyDictionary<string, string> Of(Network network, TrainingData data, CancellationToken cancellation)
    {
        var identity = typeof(FineTuningOptions).GetProperties()
            .Where(option => !Irrelevant.Contains(option.Name))
            .ToDictionary(option => option.Name, option => SelfDescription.Of(option.GetValue(data.Options)));
        if (data.Options.FrozenEpochs > 0) identity[nameof(FineTuningOptions.FrozenEngine)] = FrozenBackbone.EngineFor(network, data).ToString();
        identity["the task"] = data.Objective.Task.ToString();
        identity["the network"] = $"{network.Architecture} with {network.Classes} classes";
        identity["the network's options"] = SelfDescription.Of(network.Options);
        identity["the starting weights"] = Fingerprint.Of(network);
        identity["the classes"] = string.Join(", ", data.Train.ClassNames);
        identity["the training set"] = Fingerprint.Of(data.Train, data.Options.LoaderThreads, cancellation);
        identity["the validation set"] = data.Validation is null ? "none" : Fingerprint.Of(data.Validation, data.Options.LoaderThreads, cancellation);
        return identity;
    }
}
