using Toolkit.Benchmarks.Peers.PlainTorchSharp;
using Toolkit.Benchmarks.Workloads;
using TorchSharp;

namespace Toolkit.Benchmarks.Peers;

/// <summary>The other side's workloads that are written in C#, by name.</summary>
internal static class PeerCatalog
{
    public static IReadOnlyDictionary<string, Func<WorkloadOptions, IWorkload>> Factories { get; } =
        new Dictionary<string, Func<WorkloadOptions, IWorkload>>
        {
            ["torchsharp-frozen"] = options => RecipeEpochs.Frozen(options, augment: true),
            ["torchsharp-frozen-fixed"] = options => RecipeEpochs.Frozen(options, augment: false),
            ["torchsharp-unfrozen"] = options => RecipeEpochs.Unfrozen(options),
            ["torchsharp-unfrozen-64"] = options => RecipeEpochs.Unfrozen(options, size: 64),
            ["torchsharp-unfrozen-resnet18-224"] = options => new PhotographEpochs(options, torchvision.models.resnet18(10)),
            ["torchsharp-unfrozen-mobilenet-224"] = options => new PhotographEpochs(options, torchvision.models.mobilenet_v2(10)),
            ["torchsharp-augmentation"] = options => new PlainTorchSharp.AugmentationAlone(options),
            ["torchsharp-lenet"] = _ => new PlainTorchSharp.LeNetEpoch(),
            ["torchsharp-photographs"] = options => new PlainTorchSharp.PhotographBatches(options, "photographs"),
            ["torchsharp-photographs-large"] = options => new PlainTorchSharp.PhotographBatches(options, "photographs-large"),
            ["torchsharp-resnet18-1"] = options => new Logits(options, torchvision.models.resnet18(), batchSize: 1),
            ["torchsharp-resnet18-16"] = options => new Logits(options, torchvision.models.resnet18(), batchSize: 16),
            ["torchsharp-mobilenet-1"] = options => new Logits(options, torchvision.models.mobilenet_v3_small(), batchSize: 1),
            ["torchsharp-scoring"] = options => new PlainTorchSharp.Scoring(options),
            ["torchsharp-features"] = options => new CifarFeatures(options),
            ["torchsharp-photograph-features"] = options => new PlainTorchSharp.PhotographFeatures(options),
            ["torchsharp-first-prediction"] = options => new PlainTorchSharp.FirstPrediction(options),
            ["torchsharp-product"] = _ => new MatrixProduct(),
            ["onnxruntime-resnet18-1"] = options => new OnnxRuntimeLogits(options, batchSize: 1, spins: true),
            ["onnxruntime-resnet18-16"] = options => new OnnxRuntimeLogits(options, batchSize: 16, spins: true),
            ["onnxruntime-resnet18-1-waiting"] = options => new OnnxRuntimeLogits(options, batchSize: 1, spins: false),
            ["onnxruntime-resnet18-16-waiting"] = options => new OnnxRuntimeLogits(options, batchSize: 16, spins: false),
            ["mlnet-photograph-features"] = options => new MlNetPhotographFeatures(options),
        };

    /// <summary>Makes sure that a peer runs as it would without the toolkit, whose assemblies may change settings of the process.</summary>
    /// <exception cref="InvalidOperationException">One of them is loaded.</exception>
    public static void CheckAlone()
    {
        if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(IsOurs) is { } loaded)
            throw new InvalidOperationException($"{loaded.GetName().Name} is loaded in a peer's process: the peer's code must not use it.");
    }

    private static bool IsOurs(System.Reflection.Assembly assembly) =>
        assembly.GetName().Name is { } name && (name == "Toolkit" || name.StartsWith("Toolkit.", StringComparison.Ordinal));
}
