using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>JPEG files in class folders to normalised batches of 32 images of 224×224.</summary>
internal sealed class PhotographBatches(WorkloadOptions options, string folder) : IWorkload
{
    private readonly DataLoader loader = DataLoader(
        new Photographs(Path.Combine(options.Data, folder)), batchSize: 32, shuffle: true, num_worker: options.Threads);

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var images = 0L;
        while (images < options.Images) images += AugmentedImages.Batches(loader).Sum(batch => batch.Labels.shape[0]);
        return new(images, watch.Elapsed.TotalSeconds);
    }
}
