using System.IO.Compression;
using Toolkit.Estimators.Schema;
using Toolkit.Estimators.Scoring;
using Toolkit.Networks;
using Toolkit.Pretrained;
using TorchSharp;

namespace Toolkit.Estimators.Persistence;

/// <summary>A network in a model archive: what it is, and its weights.</summary>
internal static class NetworkStep
{
    private const int LargestBatch = 4096;
    private const int MostClasses = 100_000;

    public static void Save(ZipArchive archive, ImageClassificationTransformer step, string path)
    {
        var network = step.Network;
        archive.WriteJson(ConfigPath(path), new NetworkConfig(
            network.Architecture, network.Options with { Seed = null }, network.InputSpec, [.. step.ClassNames], step.Labels.ValueType, step.Options));
        archive.WriteEntry(WeightsPath(path), stream => Safetensors.Write(stream, StateDictLoader.Capture(network)));
    }

    public static ImageClassificationTransformer Load(ZipArchive archive, string path, torch.Device device)
    {
        var config = archive.ReadJson<NetworkConfig>(ConfigPath(path));
        CheckColumns(config.Columns);
        var labels = LabelsOf(config);
        var weights = Safetensors.Read(new MemoryStream(archive.ReadEntry(WeightsPath(path))));
        CheckSize(config.Options, weights);
        var network = PretrainedNetwork.Build(config.Architecture, config.ClassNames.Length, config.Options, network => Fill(network, config, weights));
        return new ImageClassificationTransformer(network, labels, config.Columns, device);
    }

    private static void Fill(Network network, NetworkConfig config, StateDict weights)
    {
        if (StateDictLoader.Load(network, weights).Fresh.Count > 0)
            throw new InvalidDataException($"It has {config.ClassNames.Length} class names, but weights for another number of classes.");
        NetworkInput.Check(network, config.Input);
        network.InputSpec = config.Input;
    }

    // A network is built before its weights are found not to fit, so a lying description must not make us build a huge one.
    private static void CheckSize(NetworkOptions options, StateDict weights)
    {
        const int mostInputsPerByte = 25;
        var (side, width) = ((long)(options.ImageSize ?? 1), (long)(options.Width ?? 1));
        if (side > NetworkInput.LargestSide || side * side * width > mostInputsPerByte * weights.Values.Sum(tensor => (long)tensor.Bytes.Length))
            throw new InvalidDataException($"Its image size ({side}) and width ({width}) make a larger network than its weights fill.");
    }

    private static void CheckColumns(ScoringOptions columns)
    {
        ArgumentException.ThrowIfNullOrEmpty(columns.ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(columns.PredictedLabelColumnName);
        if (columns.BatchSize is < 1 or > LargestBatch)
            throw new InvalidDataException($"Its batch size is {columns.BatchSize}, but must be 1 to {LargestBatch}.");
    }

    private static ClassLabels LabelsOf(NetworkConfig config)
    {
        if (config.ClassNames.Length is 0 or > MostClasses || config.ClassNames.Contains(null))
            throw new InvalidDataException($"It has {config.ClassNames.Length} class names, or one that is null; 1 to {MostClasses} are allowed.");
        var labels = ClassLabels.FromNames(config.ClassNames, config.LabelType);
        labels.KeyValues(); // class names that are no values of the label's type are found here, not when the model is used
        return labels;
    }

    private static string ConfigPath(string stepPath) => $"{stepPath}/config.json";

    private static string WeightsPath(string stepPath) => $"{stepPath}/weights.safetensors";

    /// <summary>Everything about a network but its weights.</summary>
    private sealed record NetworkConfig(
        string Architecture, NetworkOptions Options, InputSpec Input, string[] ClassNames, string LabelType, ScoringOptions Columns);
}
