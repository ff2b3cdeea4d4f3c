using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.Estimators;

public sealed partial class ImageClassificationTransformer
{
    private const int MostClasses = 100_000;

    internal override void Save(ZipArchive archive, string path)
    {
        var network = Source.Description;
        SavedNetwork.WriteConfig(
            archive, path,
            new Config(network.Architecture, network.Options, network.Input, [.. ClassNames], Labels.ValueType, Options, network.Licence));
        Source.Save(archive, path, Output);
    }

    internal static ImageClassificationTransformer Load(ZipArchive archive, string path, EngineChoice engine)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        CheckColumns(config.Columns);
        var labels = LabelsOf(config);
        var network = SavedNetwork.Read(
            archive, path, new(config.Architecture, config.Options, config.Input, config.Licence), labels.Names.Count, engine, (built, weights) => Fill(built, weights));
        var transformer = new ImageClassificationTransformer(network, labels, config.Columns);
        if (transformer.OutputLength == labels.Names.Count) return transformer;
        transformer.Dispose();
        throw OtherClasses(labels.Names.Count);
    }

    private static void Fill(Network network, StateDict weights)
    {
        if (StateDictLoader.Load(network, weights).Fresh.Count > 0) throw OtherClasses(network.Classes);
    }

    private static InvalidDataException OtherClasses(int classNames) =>
        new($"It has {classNames} class names, but weights for another number of classes.");

    private static void CheckColumns(ScoringOptions columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(columns.ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.PredictedLabelColumnName);
        SavedNetwork.CheckBatchSize(columns.BatchSize);
        columns.CheckNumbers();
        columns.Input?.Schema(); // columns that lie are found here, not when the model is saved again
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
        string Architecture, NetworkOptions Options, InputSpec Input, string[] ClassNames, string LabelType, ScoringOptions Columns,
        string? Licence = null);
}
