using System.Runtime.Intrinsics.X86;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>All rows, with the number of PyTorch's loader workers that was measured to be its best.</summary>
internal static class Table
{
    public static IReadOnlyList<BenchmarkRow> Rows { get; } =
    [
        new("frozen", "recipe epoch, frozen phase, random augmentation", "frozen", "torchsharp-frozen",
            [Side.PyTorch("PyTorch", "frozen:2"), ByTorchSharp("frozen")], 6400, 3200) { Target = new(2.5, 2.5) },
        new("frozen-reused", "frozen phase without random augmentation, second epoch on", "frozen-reused", "torchsharp-frozen-fixed",
            [Side.PyTorch("PyTorch", "frozen:0+fixed")], 6400, 3200) { Target = new(100, 100) },
        new("unfrozen", "recipe epoch, unfrozen, float32", "unfrozen", "torchsharp-unfrozen",
            [Side.PyTorch("PyTorch, channels-last", "unfrozen:2")], 3200, 960) { Target = new(2, 1.8) },
        new("unfrozen-bfloat16", "recipe epoch, unfrozen, bfloat16", "unfrozen-bfloat16", null,
            [Side.PyTorch("PyTorch, autocast, channels-last", "unfrozen:2+bfloat16")], 3200, 960) { ByDefault = Avx512BW.IsSupported, Target = new(null, 1.5) },
        new("unfrozen-64", "recipe epoch, unfrozen, float32, at 64 px", "unfrozen-64", "torchsharp-unfrozen-64",
            [Side.PyTorch("PyTorch, channels-last", "unfrozen:2+64px")], 960, 320) { Target = new(1.5, 1.5) },
        new("unfrozen-resnet18-224", "ResNet18 at 224 px, batch 16, unfrozen, float32", "unfrozen-resnet18-224", "torchsharp-unfrozen-resnet18-224",
            [Side.PyTorch("PyTorch, channels-last", "photograph_training:2+resnet18")], 96, 32) { Target = new(1.3, 1.3) },
        new("unfrozen-mobilenet-224", "MobileNetV2 at 224 px, batch 16, unfrozen, float32", "unfrozen-mobilenet-224", "torchsharp-unfrozen-mobilenet-224",
            [Side.PyTorch("PyTorch, channels-last", "photograph_training:2+mobilenet_v2")], 96, 32) { Target = new(1.2, 1.2) },
        new("augmentation", "augmentation alone, one thread", "augmentation", "torchsharp-augmentation",
            [Side.PyTorch("torchvision, one process", "augmentation:0")], 6400, 3200) { Threads = 1, Target = new(null, 8) },
        new("augmentation-2", "augmentation alone, two threads", "augmentation", "torchsharp-augmentation",
            [Side.PyTorch("torchvision, two workers", "augmentation:2")], 6400, 3200) { Threads = 2, Target = new(null, 8) },
        new("lenet", "LeNet epoch on Fashion-MNIST, batch 256, loader included", "lenet", "torchsharp-lenet",
            [Side.PyTorch("PyTorch, two workers", "lenet:2")], 60000, 60000) { Target = new(4, 4) },
        new("photographs", "JPEG folder (hymenoptera) to 224 px batches, exact decoding", "photographs", "torchsharp-photographs",
            [Side.PyTorch("torchvision, two workers", "photographs:2+photographs")], 4 * 243, 2 * 243) { Target = new(null, 1.5) },
        new("photographs-scaled", "JPEG folder of four times that width and height to 224 px batches, scaled decoding", "photographs-scaled",
            "torchsharp-photographs-large", [Side.PyTorch("torchvision, two workers", "photographs:2+photographs-large")], 2 * 64, 64) { Target = new(null, 2.5) },
        new("latency", "ResNet18 224 px, batch 1", "resnet18-1", "torchsharp-resnet18-1", ResNetPeers(1), 100, 60),
        new("latency-mobilenet", "MobileNetV3-small 224 px, batch 1", "mobilenet-1", "torchsharp-mobilenet-1", [], 200, 100),
        new("latency-int8", "ResNet18 224 px, batch 1, in int8", "resnet18-1-int8", null,
            [new("toolkit in float32", "resnet18-1")], 100, 60),
        new("throughput", "ResNet18 224 px, batch 16", "resnet18-16", "torchsharp-resnet18-16", ResNetPeers(16), 64, 32),
        new("scoring", "10,000 CIFAR-10 images through the ML.NET pipeline", "scoring", "torchsharp-scoring",
            [Side.PyTorch("PyTorch", "scoring:0"), Side.PyTorch("PyTorch, two workers", "scoring:2")], 10000, 5000),
        new("features", "features of 10,000 CIFAR-10 images by Featurize", "features", "torchsharp-features",
            [Side.PyTorch("PyTorch", "featurize:0"), Side.PyTorch("PyTorch, two workers", "featurize:2")], 10000, 5000),
        new("photograph-features", "features of JPEG photographs at 224 px", "photograph-features", "torchsharp-photograph-features",
            [new("DnnFeaturizeImage", "mlnet-photograph-features"), Side.PyTorch("PyTorch, two workers", "photograph_features:2")], 243, 64),
        new("folder", "JPEG folder to ResNet18's scores at 224 px, Transform", "folder", null, [ByTorchSharp("folder")], 243, 64),
        new("first-prediction", "process start to first prediction", "first-prediction", "torchsharp-first-prediction",
            [Side.PyTorch("PyTorch", "first_prediction"), ByTorchSharp("first-prediction")], 1, 1) { Quantity = Quantity.StartUp },
        new("predicting-memory", "peak memory of a process that predicts", "first-prediction", "torchsharp-first-prediction",
            [Side.PyTorch("PyTorch", "first_prediction"), ByTorchSharp("first-prediction")], 1, 1) { Quantity = Quantity.Memory },
        new("memory", "peak memory of the unfrozen recipe", "unfrozen", "torchsharp-unfrozen",
            [Side.PyTorch("PyTorch, loader in the process", "unfrozen:0")], 640, 640) { Quantity = Quantity.Memory, Target = new(null, 1.11) },
    ];

    /// <summary>The toolkit as it is without ONNX Runtime.</summary>
    private static Side ByTorchSharp(string workload) => new("toolkit by TorchSharp", $"{workload}-by-torchsharp");

    private static Side[] ResNetPeers(int batchSize) =>
    [
        new("ONNX Runtime, spinning", $"onnxruntime-resnet18-{batchSize}"),
        new("ONNX Runtime, not spinning", $"onnxruntime-resnet18-{batchSize}-waiting"),
        Side.PyTorch("PyTorch eager", $"resnet18:{batchSize}+eager"),
        Side.PyTorch("PyTorch eager, channels-last", $"resnet18:{batchSize}+channels_last"),
        Side.PyTorch("frozen TorchScript", $"resnet18:{batchSize}+torchscript"),
    ];
}
