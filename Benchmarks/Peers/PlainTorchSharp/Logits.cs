using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>A network's logits of prepared 224×224 images, arrays in and arrays out.</summary>
internal sealed class Logits : IWorkload
{
    private readonly nn.Module<Tensor, Tensor> network;
    private readonly float[] pixels;
    private readonly int batchSize, calls;

    public Logits(WorkloadOptions options, nn.Module<Tensor, Tensor> network, int batchSize)
    {
        (this.network, this.batchSize) = (network, batchSize);
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
