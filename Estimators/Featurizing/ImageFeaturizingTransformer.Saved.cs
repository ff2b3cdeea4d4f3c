using System.IO.Compression;
using Toolkit.Estimators.Persistence;
using Toolkit.Estimators.Scoring;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.StateDicts;
using TorchSharp;

namespace Toolkit.Estimators;

public sealed partial class ImageFeaturizingTransformer
{
    // The weights of the head are not used, and left out.
    internal override void Save(ZipArchive archive, string path)
    {
        var config = new Config(Network.Architecture, SavedNetwork.OptionsOf(Network), Network.InputSpec, Options);
        SavedNetwork.Write(archive, path, config, WithoutHead(Network, StateDictLoader.Capture(Network)));
    }

    internal static ImageFeaturizingTransformer Load(ZipArchive archive, string path, torch.Device device)
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
