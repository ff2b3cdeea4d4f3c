using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;
using TorchSharp;

namespace Toolkit.Estimators.Featurizing;

/// <summary>A backbone in a model archive: what it is, and its weights, without those of the head, which it does not use.</summary>
internal static class FeaturizerStep
{
    public static void Save(ZipArchive archive, ImageFeaturizingTransformer step, string path)
    {
        var network = step.Network;
        var config = new Config(network.Architecture, SavedNetwork.OptionsOf(network), network.InputSpec, step.Options);
        SavedNetwork.Write(archive, path, config, WithoutHead(network, StateDictLoader.Capture(network)));
    }

    public static ImageFeaturizingTransformer Load(ZipArchive archive, string path, torch.Device device)
    {
        var config = SavedNetwork.ReadConfig<Config>(archive, path);
        CheckColumns(config.Columns);
        var weights = SavedNetwork.ReadWeights(archive, path);
        var network = SavedNetwork.Build(
            config.Architecture, 1, config.Options, config.Input, weights, network => Fill(network, weights));
        return new ImageFeaturizingTransformer(network, config.Columns, device);
    }

    private static void Fill(Network network, StateDict weights)
    {
        var report = StateDictLoader.Load(network, weights, new LoadOptions { FreshHead = true, AllowMissing = true });
        var missing = report.Missing.Where(key => !IsInHead(network, key.Name)).ToList();
        if (missing.Count > 0) throw new InvalidDataException($"Its weights lack {string.Join(", ", missing)}.");
    }

    private static StateDict WithoutHead(Network network, StateDict weights)
    {
        var backbone = new StateDict();
        foreach (var (name, tensor) in weights)
            if (!IsInHead(network, name)) backbone.Add(name, tensor);
        return backbone;
    }

    private static bool IsInHead(Network network, string name) =>
        name == network.HeadPrefix || name.StartsWith(network.HeadPrefix + ".", StringComparison.Ordinal);

    private static void CheckColumns(FeaturizingOptions columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(columns.ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.FeaturesColumnName);
        SavedNetwork.CheckBatchSize(columns.BatchSize);
    }

    /// <summary>Everything about a backbone but its weights.</summary>
    private sealed record Config(string Architecture, NetworkOptions Options, InputSpec Input, FeaturizingOptions Columns);
}
