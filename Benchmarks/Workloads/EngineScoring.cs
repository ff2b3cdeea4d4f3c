using System.Diagnostics;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>ResNet18's probabilities of a prepared 224×224 image by ONNX Runtime, in float32 or int8, some calls one after the other.</summary>
internal sealed class EngineScoring : IWorkload
{
    private readonly OnnxRuntimeEngine engine;
    private readonly float[] pixels = RandomPixels.Create(3 * 224 * 224);
    private readonly int calls;

    public EngineScoring(WorkloadOptions options, bool int8)
    {
        calls = options.Images;
        using var network = NetworkCatalog.Create("resnet18", 1000, new NetworkOptions { Seed = 1 });
        var model = OnnxRuntimeEngine.ModelOf(network, NetworkOutput.Probabilities, int8 ? new OnnxQuantization([pixels]) : null);
        engine = OnnxRuntimeEngine.Open(model, network.Architecture, network.InputSpec);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++) engine.Run(pixels, 1);
        return new(calls, watch.Elapsed.TotalSeconds);
    }
}
