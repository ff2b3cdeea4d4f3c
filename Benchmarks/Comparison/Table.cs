using System.Runtime.Intrinsics.X86;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>All rows, with the number of loader workers that was measured to be the peer's best.</summary>
internal static class Table
{
    public static IReadOnlyList<BenchmarkRow> Rows { get; } =
    [
        new("frozen", "recipe epoch, frozen phase, random augmentation", "frozen",
            [Peer.Python("PyTorch", "frozen:2")], 2.5, 6400, 3200),
        new("frozen-reused", "frozen phase without random augmentation, second epoch on", "frozen-reused",
            [Peer.Python("PyTorch, the same loop", "frozen:0+fixed")], 30, 6400, 3200),
        new("unfrozen", "recipe epoch, unfrozen, float32", "unfrozen",
            [Peer.Python("PyTorch, channels-last", "unfrozen:2")], 1.2, 3200, 960),
        new("unfrozen-bfloat16", "recipe epoch, unfrozen, bfloat16", "unfrozen-bfloat16",
            [Peer.Python("PyTorch, autocast, channels-last", "unfrozen:2+bfloat16")], 1.1, 3200, 960) { ByDefault = Avx512BW.IsSupported },
        new("augmentation", "augmentation alone, one thread", "augmentation",
            [Peer.Python("torchvision, one process", "augmentation:0")], 4, 6400, 6400) { Threads = 1 },
        new("augmentation-2", "augmentation alone, two threads", "augmentation",
            [Peer.Python("torchvision, two workers", "augmentation:2")], 4, 6400, 6400) { Threads = 2 },
        new("lenet", "LeNet epoch on Fashion-MNIST, batch 256, loader included", "lenet",
            [Peer.Python("PyTorch, two workers", "lenet:2")], 4, 60000, 60000),
        new("photographs", "JPEG folder (hymenoptera) to 224 px batches", "photographs",
            [Peer.Python("torchvision, two workers", "photographs:2")], 2, 4 * 397, 4 * 397),
        new("latency", "ResNet18 224 px, batch 1", "resnet18-1", ResNetPeers(1), 1, 100, 60),
        new("throughput", "ResNet18 224 px, batch 16", "resnet18-16", ResNetPeers(16), 1, 64, 32),
        new("scoring", "10,000 CIFAR-10 images through the ML.NET pipeline", "scoring",
            [Peer.Python("PyTorch", "scoring:0"), Peer.Python("PyTorch, two workers", "scoring:2")], 1.5, 10000, 5000),
        new("features", "features of 10,000 CIFAR-10 images by Featurize", "features",
            [Peer.Python("PyTorch", "featurize:0"), Peer.Python("PyTorch, two workers", "featurize:2")], 1.2, 10000, 5000),
        new("first-prediction", "process start to first prediction", "first-prediction",
            [Peer.Python("PyTorch", "first_prediction")], 2, 1, 1) { Quantity = Quantity.StartUp },
        new("memory", "peak memory of the unfrozen recipe", "unfrozen",
            [Peer.Python("PyTorch, loader in the process", "unfrozen:0")], 1, 640, 640) { Quantity = Quantity.Memory },
    ];

    private static Peer[] ResNetPeers(int batchSize) =>
    [
        Peer.Python("PyTorch eager", $"resnet18:{batchSize}+eager"),
        Peer.Python("PyTorch eager, channels-last", $"resnet18:{batchSize}+channels_last"),
        Peer.Python("frozen TorchScript", $"resnet18:{batchSize}+torchscript"),
        .. HasOnnxRuntime ? [new Peer("ONNX Runtime", "onnx_runtime.cjs", $"onnx:{batchSize}")] : Array.Empty<Peer>(),
    ];

    /// <summary>Whether bench.sh found node and installed the package.</summary>
    private static bool HasOnnxRuntime =>
        Environment.GetEnvironmentVariable("NODE_PATH") is { } modules && Directory.Exists(Path.Combine(modules, "onnxruntime-node"));
}
