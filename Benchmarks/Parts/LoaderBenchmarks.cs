using BenchmarkDotNet.Attributes;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Parts;

/// <summary>An epoch of 1,024 images of 32×32 through the loader, on one thread and on two.</summary>
[MemoryDiagnoser]
public class LoaderBenchmarks
{
    private const int Images = 1024;
    private BatchLoader plain = null!, augmenting = null!;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Create()
    {
        var (images, spec) = (Noise.Images(Images, 32), InputSpec.Cifar10);
        var options = new BatchLoaderOptions { BatchSize = 64, Threads = Threads, Shuffle = true };
        plain = new BatchLoader(images, ImagePipeline.ForEvaluation(spec), options);
        augmenting = new BatchLoader(images, new ImagePipeline(Recipes.Cifar10("resnet18").Augmentation!, spec.Mean, spec.Std), options);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        plain.Dispose();
        augmenting.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Images)]
    public int WithoutAugmentation() => plain.Epoch(0).Sum(batch => batch.Count);

    [Benchmark(OperationsPerInvoke = Images)]
    public int WithAugmentation() => augmenting.Epoch(0).Sum(batch => batch.Count);
}
