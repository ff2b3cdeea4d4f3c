using System.Diagnostics;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>A network's probabilities of prepared 224×224 images by the engine of the ML.NET pipeline, arrays in and arrays out.</summary>
internal sealed class NetworkScoring : IWorkload
{
    private readonly OnnxRuntimeEngine engine;
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public NetworkScoring(WorkloadOptions options, string network, int batchSize, bool inInt8 = false)
    {
        this.batchSize = batchSize;
        calls = Math.Max(1, options.Images / batchSize);
        pixels = RandomPixels.Create(batchSize * 3 * 224 * 224);
        using var built = NetworkCatalog.Create(network, 1000, new NetworkOptions { Seed = 1 });
        engine = inInt8 ? Int8(built) : OnnxRuntimeEngine.Of(built, NetworkOutput.Probabilities);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++) engine.Run(pixels, batchSize);
        return new(calls * batchSize, watch.Elapsed.TotalSeconds);
    }

    private OnnxRuntimeEngine Int8(Network network)
    {
        var model = OnnxRuntimeEngine.ModelOf(network, NetworkOutput.Probabilities, new OnnxQuantization([pixels]));
        return OnnxRuntimeEngine.Open(model, network.Architecture, network.InputSpec);
    }
}
