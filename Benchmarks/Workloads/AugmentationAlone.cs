using System.Diagnostics;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>The recipe's loader alone: crop, flip, colour jitter, rotation, normalisation, batches of 64.</summary>
internal sealed class AugmentationAlone(WorkloadOptions options) : IWorkload
{
    private readonly BatchLoader loader = new(
        RecordFile.Read(Path.Combine(options.Data, "cifar-train.bin"), options.Images),
        new ImagePipeline(Recipes.Cifar10("resnet18").Augmentation!, InputSpec.Cifar10.Mean, InputSpec.Cifar10.Std),
        new BatchLoaderOptions { BatchSize = 64, Threads = options.Threads, Shuffle = true });

    private int epoch;

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var images = loader.Epoch(epoch++).Sum(batch => (long)batch.Count);
        return new(images, watch.Elapsed.TotalSeconds);
    }
}
