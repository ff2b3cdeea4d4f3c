using System.IO.Compression;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>An epoch of LeNet on Fashion-MNIST's 60,000 images, batches of 256, and the 10,000 test images as validation.</summary>
internal sealed class LeNetEpoch : IWorkload
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";
    private const int BatchSize = 256, Side = 28, ImageHeader = 16, LabelHeader = 8;

    private readonly TrainingEpoch epoch;

    public LeNetEpoch()
    {
        var (mean, std) = (tensor(0.2860f).reshape(1, 1, 1, 1), tensor(0.3530f).reshape(1, 1, 1, 1));
        var (train, validation, network) = (Load("train"), Load("t10k"), NewNetwork());
        epoch = new()
        {
            Model = network,
            Parameters = network.parameters(),
            Forward = network.call,
            Train = () => train.Batches(BatchSize, shuffle: true, mean, std),
            Validation = () => validation.Batches(BatchSize, shuffle: false, mean, std),
            LearningRate = 1e-3,
            WeightDecay = 0,
        };
    }

    public Measurement Run() => epoch.Run();

    private static Sequential NewNetwork() => Sequential(
        Conv2d(1, 6, 5, padding: 2), ReLU(inplace: true), MaxPool2d(2),
        Conv2d(6, 16, 5), ReLU(inplace: true), MaxPool2d(2),
        Flatten(), Linear(400, 120), ReLU(inplace: true), Linear(120, 84), ReLU(inplace: true), Linear(84, 10));

    private static ImageTensors Load(string prefix) => new(
        Read($"{prefix}-images-idx3-ubyte.gz", ImageHeader).reshape(-1, 1, Side, Side),
        Read($"{prefix}-labels-idx1-ubyte.gz", LabelHeader).to(int64));

    private static Tensor Read(string name, int header)
    {
        using var unpacked = new MemoryStream();
        using (var file = new GZipStream(File.OpenRead(Path.Combine(Folder, name)), CompressionMode.Decompress)) file.CopyTo(unpacked);
        return tensor(unpacked.ToArray()[header..], dtype: uint8);
    }
}
