using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators;

public sealed partial class ImageClassificationTransformer
{
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
        config.Columns.Check(config.Input);
        var labels = LabelsOf(config);
        return SavedNetwork.ReadWithHead(
            archive, path, new(config.Architecture, config.Options, config.Input, config.Licence), labels.Names.Count, engine,
            network => new ImageClassificationTransformer(network, labels, config.Columns));
    }

    private static ClassLabels LabelsOf(Config config)
    {
        SavedNetwork.CheckNames(config.ClassNames);
        var labels = ClassLabels.FromNames(config.ClassNames, config.LabelType);
        labels.KeyValues(); // class names that are no values of the label's type are found here, not when the model is used
        return labels;
    }

    /// <summary>Everything about a classifier but its weights.</summary>
    private sealed record Config(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] ClassNames, string LabelType, ScoringOptions Columns,
        string? Licence = null);
}
