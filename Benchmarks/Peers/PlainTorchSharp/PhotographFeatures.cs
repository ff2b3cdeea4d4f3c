using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Features of JPEG files at 224×224 by the network of ML.NET's package, whose last stage has three blocks.</summary>
internal sealed class PhotographFeatures : IWorkload
{
    private readonly DataLoader loader;
    private readonly Sequential backbone;

    public PhotographFeatures(WorkloadOptions options)
    {
        loader = DataLoader(
            new Photographs(Path.Combine(options.Data, "photographs"), options.Images), batchSize: 32, num_worker: options.Threads);
        var network = new ResNet(
            "resnet", (inputs, outputs, stride, downsample, _, _, _, _) => new BasicBlock(inputs, outputs, stride, downsample), 1, [2, 2, 2, 3]);
        (backbone, _) = PretrainedResNet.Split(network);
        backbone.eval();
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        using var noGradients = no_grad();
        List<float[]> features = [];
        foreach (var (images, _) in AugmentedImages.Batches(loader))
        {
            using var scope = NewDisposeScope();
            features.Add(backbone.call(images).data<float>().ToArray());
        }
        return new(features.Sum(batch => batch.Length) / 512, watch.Elapsed.TotalSeconds);
    }
}
