using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;

namespace Toolkit.Estimators;

public sealed partial class ImageMultiLabelTransformer
{
    internal override void Save(ZipArchive archive, string path)
    {
        var network = Source.Description;
        SavedNetwork.WriteConfig(
            archive, path,
            new Config(network.Architecture, network.Options, network.Input, [.. LabelNames], [.. Thresholds], Options, network.Licence));
        Source.Save(archive, path, Output);
    }

    internal static ImageMultiLabelTransformer Load(ZipArchive archive, string path, EngineChoice engine)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        config.Columns.Check(config.Input);
        SavedNetwork.CheckNames(config.Names);
        if (config.Thresholds.Length != config.Names.Length || config.Thresholds.Any(threshold => !(threshold is >= 0 and <= 1)))
            throw new InvalidDataException($"It has {config.Thresholds.Length} thresholds for {config.Names.Length} labels, or one that is not 0 to 1.");
        return SavedNetwork.ReadWithHead(
            archive, path, new(config.Architecture, config.Options, config.Input, config.Licence), config.Names.Length, engine,
            network => new ImageMultiLabelTransformer(network, config.Names, config.Thresholds, config.Columns));
    }

    /// <summary>Everything about such a network but its weights.</summary>
    private sealed record Config(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] Names, float[] Thresholds, ScoringOptions Columns, string? Licence = null);
}
