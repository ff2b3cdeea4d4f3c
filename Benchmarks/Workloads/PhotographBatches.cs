using System.Diagnostics;
using Toolkit.Data;
using Toolkit.Images;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>
/// JPEG files in class folders to normalised batches of 32 images of 224×224: decode, at a part of their size if asked for, resize, centre crop. A
/// round is several epochs, since one is over before .NET has compiled what is used most.
/// </summary>
internal sealed class PhotographBatches(WorkloadOptions options, string folder, bool isScaled = false) : IWorkload
{
    private readonly BatchLoader loader = new(
        new ImageFolder(Path.Combine(options.Data, folder), isScaled ? Scaled : null),
        ImagePipeline.ForEvaluation(InputSpec.ImageNet),
        new BatchLoaderOptions { BatchSize = 32, Threads = options.Threads, Shuffle = true });

    private int epoch;

    private static ImageFolderOptions Scaled => new() { Decoding = new() { SufficientShorterSide = InputSpec.ImageNet.ResizeShorterSide } };

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        var images = 0L;
        while (images < options.Images) images += loader.Epoch(epoch++).Sum(batch => (long)batch.Count);
        return new(images, watch.Elapsed.TotalSeconds);
    }
}
