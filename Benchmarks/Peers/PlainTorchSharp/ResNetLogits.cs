using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>ResNet18's logits of prepared 224×224 images, arrays in and arrays out.</summary>
internal sealed class ResNetLogits : IWorkload
{
    private readonly ResNet network = torchvision.models.resnet18();
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public ResNetLogits(WorkloadOptions options, int batchSize)
    {
        this.batchSize = batchSize;
        calls = Math.Max(1, options.Images / batchSize);
        pixels = RandomPixels.Create(batchSize * 3 * 224 * 224);
        network.eval();
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        using var noGradients = no_grad();
        for (var call = 0; call < calls; call++)
        {
            using var scope = NewDisposeScope();
            _ = network.call(tensor(pixels, [batchSize, 3, 224, 224])).data<float>().ToArray();
        }
        return new(calls * batchSize, watch.Elapsed.TotalSeconds);
    }
}
