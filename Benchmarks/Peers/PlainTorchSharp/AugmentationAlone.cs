using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>The recipe's loader alone: TorchVision's transforms, batches of 64.</summary>
internal sealed class AugmentationAlone(WorkloadOptions options) : IWorkload
{
    private readonly DataLoader loader = DataLoader(
        new AugmentedImages(
            ImageTensors.LoadCifar(Path.Combine(options.Data, "cifar-train.bin"), options.Images), CifarTransforms.Augmentation()),
        batchSize: 64, shuffle: true, num_worker: options.Threads);

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var images = AugmentedImages.Batches(loader).Sum(batch => batch.Labels.shape[0]);
        return new(images, watch.Elapsed.TotalSeconds);
    }
}
