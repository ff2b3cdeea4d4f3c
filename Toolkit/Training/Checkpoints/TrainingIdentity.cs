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
    /// <summary>
    /// Options of which a run may go on with other values, most because they make no difference to the result; the factor of the ranks is added where it is on.
    /// </summary>
    private static readonly FrozenSet<string> Irrelevant = new[]
    {
        nameof(FineTuningOptions.LoaderThreads), nameof(FineTuningOptions.FeatureCacheBytes), nameof(FineTuningOptions.ImageMemoryBytes),
        nameof(FineTuningOptions.ReuseMemory), nameof(FineTuningOptions.CheckpointPath), nameof(FineTuningOptions.Epochs),
        nameof(FineTuningOptions.FrozenEngine), nameof(FineTuningOptions.CalibrateProbabilities), nameof(FineTuningOptions.AcceptedErrorShare),
        nameof(FineTuningOptions.Distributed), nameof(FineTuningOptions.ScaleRateWithRanks),
    }.ToFrozenSet();

    /// <param name="network">As it is before the first step.</param>
    /// <param name="data">What it is trained on.</param>
    /// <param name="cancellation">Stops the reading of the images.</param>
    public static IReadOnlyDictionary<string, string> Of(Network network, TrainingData data, CancellationToken cancellation)
    {
        var identity = OfOptions(network, data);
        identity["the starting weights"] = Fingerprint.Of(network);
        identity["the training set"] = Fingerprint.Of(data.Train, data.Exchange, data.Options.LoaderThreads, cancellation);
        identity["the validation set"] = data.Validation is null
            ? "none"
            : Fingerprint.Of(data.Validation, data.Exchange, data.Options.LoaderThreads, cancellation);
        return identity;
    }

    /// <summary>What must be equal on all ranks, but for what takes long to compare: weights, and what the images show.</summary>
    public static IReadOnlyDictionary<string, string> OfRank(Network network, TrainingData data)
    {
        var (identity, options) = (OfOptions(network, data), data.Options);
        identity[nameof(options.Epochs)] = SelfDescription.Of(options.Epochs);
        identity[nameof(options.CalibrateProbabilities)] = SelfDescription.Of(options.CalibrateProbabilities);
        identity[nameof(options.AcceptedErrorShare)] = SelfDescription.Of(options.AcceptedErrorShare);
        identity["the checkpoint"] = options.CheckpointPath is null ? "none" : "a file";
        identity["the frozen backbone's features"] = data.CachesFeatures ? "reused" : "computed in every epoch";
        identity["the training set"] = Fingerprint.WithoutContents(data.Train);
        identity["the validation set"] = data.Validation is null ? "none" : Fingerprint.WithoutContents(data.Validation);
        return identity;
    }

    private static Dictionary<string, string> OfOptions(Network network, TrainingData data)
    {
        var identity = typeof(FineTuningOptions).GetProperties()
            .Where(option => !Irrelevant.Contains(option.Name))
            .ToDictionary(option => option.Name, option => SelfDescription.Of(option.GetValue(data.Options)));
        // Named only where it is so: checkpoints of versions that did not know it are good.
        if (data.Options.ScaleRateWithRanks) identity[nameof(FineTuningOptions.ScaleRateWithRanks)] = SelfDescription.Of(true);
        if (data.Options.FrozenEpochs > 0) identity[nameof(FineTuningOptions.FrozenEngine)] = FrozenBackbone.EngineFor(network, data).ToString();
        identity["the task"] = data.Objective.Task.ToString();
        identity["the network"] = $"{network.Architecture} with {network.Classes} classes";
        identity["the network's options"] = SelfDescription.Of(network.Options);
        identity["the classes"] = string.Join(", ", data.Train.ClassNames);
        return identity;
    }
}
