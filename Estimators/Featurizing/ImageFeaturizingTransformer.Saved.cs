using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;

namespace Toolkit.Estimators;

public sealed partial class ImageFeaturizingTransformer
{
    internal override void Save(ZipArchive archive, string path)
    {
        var network = Source.Description;
        SavedNetwork.WriteConfig(archive, path, new Config(network.Architecture, network.Options, network.Input, Options, network.Licence));
        Source.Save(archive, path, Output);
    }

    internal static ImageFeaturizingTransformer Load(ZipArchive archive, string path, EngineChoice engine)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        CheckColumns(config.Columns, config.Input);
        var network = SavedNetwork.Read(archive, path, new(config.Architecture, config.Options, config.Input, config.Licence), classes: 1, engine, Fill);
        return new ImageFeaturizingTransformer(network, config.Columns);
    }

    private static void Fill(Network network, StateDict weights)
    {
        var report = StateDictLoader.Load(network, weights, new LoadOptions { FreshHead = true, AllowMissing = true });
        var missing = report.Missing.Where(key => !SavedNetwork.IsInHead(network, key.Name)).ToList();
        if (missing.Count > 0) throw new InvalidDataException($"Its weights lack {string.Join(", ", missing)}.");
    }

    private static void CheckColumns(FeaturizingOptions columns, InputSpec network)
    {
        ArgumentException.ThrowIfNullOrEmpty(columns.ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.FeaturesColumnName);
        SavedNetwork.CheckBatchSize(columns.BatchSize);
        columns.Input?.Schema(); // columns that lie are found here, not when the model is saved again
        AveragedEngine.Check(columns.TestTimeAugmentation, network);
    }

    /// <summary>Everything about a backbone but its weights.</summary>
    private sealed record Config(string Architecture, NetworkOptions Options, InputSpec Input, FeaturizingOptions Columns, string? Licence = null);
}
