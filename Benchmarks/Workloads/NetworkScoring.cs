using System.Diagnostics;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>A network's probabilities of prepared 224×224 images by the engine of the ML.NET pipeline, arrays in and arrays out.</summary>
internal sealed class NetworkScoring : IWorkload
{
    private readonly IScoringEngine engine;
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public NetworkScoring(WorkloadOptions options, string network, int batchSize)
    {
        this.batchSize = batchSize;
        calls = Math.Max(1, options.Images / batchSize);
        using var built = NetworkCatalog.Create(network, 1000, new NetworkOptions { Seed = 1 });
        engine = OnnxRuntimeEngine.Of(built, NetworkOutput.Probabilities);
        pixels = RandomPixels.Create(batchSize * 3 * 224 * 224);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++) engine.Run(pixels, batchSize);
        return new(calls * batchSize, watch.Elapsed.TotalSeconds);
    }
}
