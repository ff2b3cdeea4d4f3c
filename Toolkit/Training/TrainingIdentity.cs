using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Toolkit.Data;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// What makes a training the same one, by name: the network, the options that the result depends on, and the data sets.
/// Transforms are known by their types alone, images by their labels alone.
/// </summary>
internal static class TrainingIdentity
{
    public static IReadOnlyDictionary<string, string> Of(Network network, TrainingData data)
    {
        var identity = OptionsOf(data.Options);
        identity["weights of the training images"] = Hash(data.Train, data.Train.WeightOf);
        identity["network"] = $"{network.Architecture} with {network.Classes} classes";
        identity["training set"] = Describe(data.Train);
        identity["validation set"] = data.Validation is null ? "none" : Describe(data.Validation);
        return identity;
    }

    private static Dictionary<string, string> OptionsOf(FineTuningOptions options)
    {
        var relevant = options with { LoaderThreads = 1, FeatureCacheBytes = 0, ImageMemoryBytes = null, ReuseMemory = true, CheckpointPath = null, Augmentation = null };
        var identity = JsonSerializer.SerializeToElement(relevant).EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.ToString());
        identity[nameof(options.Augmentation)] = options.Augmentation is { } transforms
            ? string.Join(", ", transforms.Select(transform => transform.GetType().Name))
            : "the default";
        return identity;
    }

    private static string Describe(IImageDataset images) =>
        $"{images.Count} images of {images.ClassNames.Count} classes, labels {Hash(images, images.LabelOf)}";

    private static string Hash<T>(IImageDataset images, Func<int, T> of) where T : unmanaged
    {
        T[] values = [.. Enumerable.Range(0, images.Count).Select(of)];
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())), 0, 4);
    }
}
