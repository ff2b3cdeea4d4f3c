using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;
using TorchSharp;

namespace Toolkit.Estimators;

public sealed partial class ImageClassificationTransformer
{
    private const int MostClasses = 100_000;

    internal override void Save(ZipArchive archive, string path)
    {
        var config = new Config(
            Network.Architecture, SavedNetwork.OptionsOf(Network), Network.InputSpec, [.. ClassNames], Labels.ValueType, Options);
        SavedNetwork.Write(archive, path, config, StateDictLoader.Capture(Network));
    }

    internal static ImageClassificationTransformer Load(ZipArchive archive, string path, torch.Device device)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        CheckColumns(config.Columns);
        var labels = LabelsOf(config);
        var weights = SavedNetwork.ReadWeights(archive, path);
        var network = SavedNetwork.Build(
            config.Architecture, config.ClassNames.Length, config.Options, config.Input, weights, network => Fill(network, config, weights));
        return new ImageClassificationTransformer(network, labels, config.Columns, device);
    }

    private static void Fill(Network network, Config config, StateDict weights)
    {
        if (StateDictLoader.Load(network, weights).Fresh.Count > 0)
            throw new InvalidDataException($"It has {config.ClassNames.Length} class names, but weights for another number of classes.");
    }

    private static void CheckColumns(ScoringOptions columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(columns.ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.PredictedLabelColumnName);
        SavedNetwork.CheckBatchSize(columns.BatchSize);
    }

    private static ClassLabels LabelsOf(Config config)
    {
        if (config.ClassNames.Length is 0 or > MostClasses || config.ClassNames.Contains(null))
            throw new InvalidDataException($"It has {config.ClassNames.Length} class names, or one that is null; 1 to {MostClasses} are allowed.");
        var labels = ClassLabels.FromNames(config.ClassNames, config.LabelType);
        labels.KeyValues(); // class names that are no values of the label's type are found here, not when the model is used
        return labels;
    }

    /// <summary>Everything about a classifier but its weights.</summary>
    private sealed record Config(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] ClassNames, string LabelType, ScoringOptions Columns);
}
