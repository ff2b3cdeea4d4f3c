using System.Diagnostics;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>ResNet18's logits of prepared 224×224 images, arrays in and arrays out, some calls one after the other.</summary>
internal sealed class ResNetScoring : IWorkload
{
    private readonly Scorer scorer;
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public ResNetScoring(WorkloadOptions options, int batchSize)
    {
        this.batchSize = batchSize;
        calls = Math.Max(1, options.Images / batchSize);
        var network = NetworkCatalog.Create("resnet18", 1000, new NetworkOptions { Seed = 1 });
        scorer = new Scorer(network);
        pixels = RandomPixels.Create(batchSize * 3 * 224 * 224);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++) scorer.Logits(pixels, batchSize);
        return new(calls * batchSize, watch.Elapsed.TotalSeconds);
    }
}
