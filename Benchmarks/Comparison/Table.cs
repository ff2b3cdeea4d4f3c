using System.Runtime.Intrinsics.X86;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>All rows, with the number of PyTorch's loader workers that was measured to be its best.</summary>
internal static class Table
{
    public static IReadOnlyList<BenchmarkRow> Rows { get; } =
    [
        new("frozen", "recipe epoch, frozen phase, random augmentation", "frozen", "torchsharp-frozen",
            [Side.PyTorch("PyTorch", "frozen:2")], 6400, 3200),
        new("frozen-reused", "frozen phase without random augmentation, second epoch on", "frozen-reused", "torchsharp-frozen-fixed",
            [Side.PyTorch("PyTorch", "frozen:0+fixed")], 6400, 3200),
        new("unfrozen", "recipe epoch, unfrozen, float32", "unfrozen", "torchsharp-unfrozen",
            [Side.PyTorch("PyTorch, channels-last", "unfrozen:2")], 3200, 960),
        new("unfrozen-bfloat16", "recipe epoch, unfrozen, bfloat16", "unfrozen-bfloat16", null,
            [Side.PyTorch("PyTorch, autocast, channels-last", "unfrozen:2+bfloat16")], 3200, 960) { ByDefault = Avx512BW.IsSupported },
        new("augmentation", "augmentation alone, one thread", "augmentation", "torchsharp-augmentation",
            [Side.PyTorch("torchvision, one process", "augmentation:0")], 6400, 3200) { Threads = 1 },
        new("augmentation-2", "augmentation alone, two threads", "augmentation", "torchsharp-augmentation",
            [Side.PyTorch("torchvision, two workers", "augmentation:2")], 6400, 3200) { Threads = 2 },
        new("lenet", "LeNet epoch on Fashion-MNIST, batch 256, loader included", "lenet", "torchsharp-lenet",
            [Side.PyTorch("PyTorch, two workers", "lenet:2")], 60000, 60000),
        new("photographs", "JPEG folder (hymenoptera) to 224 px batches", "photographs", "torchsharp-photographs",
            [Side.PyTorch("torchvision, two workers", "photographs:2")], 4 * 243, 2 * 243),
        new("latency", "ResNet18 224 px, batch 1", "resnet18-1", "torchsharp-resnet18-1", ResNetPeers(1), 100, 60),
        new("latency-int8", "ResNet18 224 px, batch 1, in int8 on a processor with VNNI", "resnet18-1-int8", null,
            [new("the same in float32", "resnet18-1-float32")], 100, 60) { ByDefault = false },
        new("throughput", "ResNet18 224 px, batch 16", "resnet18-16", "torchsharp-resnet18-16", ResNetPeers(16), 64, 32),
        new("scoring", "10,000 CIFAR-10 images through the ML.NET pipeline", "scoring", "torchsharp-scoring",
            [Side.PyTorch("PyTorch", "scoring:0"), Side.PyTorch("PyTorch, two workers", "scoring:2")], 10000, 5000),
        new("features", "features of 10,000 CIFAR-10 images by Featurize", "features", "torchsharp-features",
            [Side.PyTorch("PyTorch", "featurize:0"), Side.PyTorch("PyTorch, two workers", "featurize:2")], 10000, 5000),
        new("photograph-features", "features of JPEG photographs at 224 px", "photograph-features", "torchsharp-photograph-features",
            [new("DnnFeaturizeImage", "mlnet-photograph-features"), Side.PyTorch("PyTorch, two workers", "photograph_features:2")], 243, 64),
        new("first-prediction", "process start to first prediction", "first-prediction", "torchsharp-first-prediction",
            [Side.PyTorch("PyTorch", "first_prediction")], 1, 1) { Quantity = Quantity.StartUp },
        new("memory", "peak memory of the unfrozen recipe", "unfrozen", "torchsharp-unfrozen",
            [Side.PyTorch("PyTorch, loader in the process", "unfrozen:0")], 640, 640) { Quantity = Quantity.Memory },
    ];

    private static Side[] ResNetPeers(int batchSize) =>
    [
        new("ONNX Runtime", $"onnxruntime-resnet18-{batchSize}"),
        Side.PyTorch("PyTorch eager", $"resnet18:{batchSize}+eager"),
        Side.PyTorch("PyTorch eager, channels-last", $"resnet18:{batchSize}+channels_last"),
        Side.PyTorch("frozen TorchScript", $"resnet18:{batchSize}+torchscript"),
    ];
}
