using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Peers;

/// <summary>ResNet18's logits of prepared 224×224 images by ONNX Runtime, arrays in and arrays out.</summary>
internal sealed class OnnxRuntimeLogits : IWorkload
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public OnnxRuntimeLogits(WorkloadOptions options, int batchSize, bool spins)
    {
        this.batchSize = batchSize;
        calls = Math.Max(1, options.Images / batchSize);
        pixels = RandomPixels.Create(batchSize * 3 * 224 * 224);
        using var settings = new SessionOptions { IntraOpNumThreads = options.Threads };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", spins ? "1" : "0");
        session = new InferenceSession(Path.Combine(options.Data, "resnet18.onnx"), settings);
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++)
        {
            using var images = OrtValue.CreateTensorValueFromMemory(pixels, [batchSize, 3, 224, 224]);
            using var logits = session.Run(run, ["images"], [images], ["logits"]);
            _ = logits[0].GetTensorDataAsSpan<float>().ToArray();
        }
        return new(calls * batchSize, watch.Elapsed.TotalSeconds);
    }
}
