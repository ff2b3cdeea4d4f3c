using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.Estimators.Persistence;

/// <summary>A network in a model archive: what it is, and its weights.</summary>
internal static class NetworkStep
{
    public static void Save(ZipArchive archive, ImageClassificationTransformer step, string path)
    {
        var network = step.Network;
        archive.WriteJson(ConfigPath(path), new NetworkConfig(
            network.Architecture, network.Options with { Seed = null }, network.InputSpec, [.. step.ClassNames], step.Labels.ValueType, step.Options));
        archive.WriteEntry(WeightsPath(path), stream => Safetensors.Write(stream, StateDictLoader.Capture(network)));
    }

    public static ImageClassificationTransformer Load(MLContext ml, ZipArchive archive, string path)
    {
        var config = archive.ReadJson<NetworkConfig>(ConfigPath(path));
        var weights = Safetensors.Read(new MemoryStream(archive.ReadEntry(WeightsPath(path))));
        var labels = ClassLabels.FromNames(config.ClassNames, config.LabelType);
        return new ImageClassificationTransformer(Build(config, weights), labels, config.Columns, DeviceFor(ml));
    }

    private static Network Build(NetworkConfig config, StateDict weights)
    {
        var network = NetworkCatalog.Create(config.Architecture, config.ClassNames.Length, config.Options);
        try
        {
            StateDictLoader.Load(network, weights);
            network.InputSpec = config.Input;
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static TorchSharp.torch.Device DeviceFor(MLContext ml)
    {
        using var channel = ((IHostEnvironment)ml).Register(nameof(ImageClassificationTransformer)).Start("Loading");
        return ComputeDevice.Choose(ml, channel);
    }

    private static string ConfigPath(string stepPath) => $"{stepPath}/config.json";

    private static string WeightsPath(string stepPath) => $"{stepPath}/weights.safetensors";

    /// <summary>Everything about a network but its weights.</summary>
    private sealed record NetworkConfig(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] ClassNames, string LabelType, ScoringOptions Columns);
}
