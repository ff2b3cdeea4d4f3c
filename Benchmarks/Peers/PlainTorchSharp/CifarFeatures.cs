using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Features of CIFAR-10's test images by a frozen backbone, as an array for another trainer.</summary>
internal sealed class CifarFeatures : IWorkload
{
    private readonly ImageTensors test;
    private readonly Sequential backbone;

    public CifarFeatures(WorkloadOptions options)
    {
        test = ImageTensors.LoadCifar(Path.Combine(options.Data, "cifar-test.bin"), options.Images);
        (backbone, _) = PretrainedResNet.Split(PretrainedResNet.Load(options));
        backbone.eval();
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        using var noGradients = no_grad();
        List<float[]> features = [];
        foreach (var (images, _) in test.Batches(64, shuffle: false, CifarTransforms.Mean, CifarTransforms.Std))
        {
            using var scope = NewDisposeScope();
            features.Add(backbone.call(images).data<float>().ToArray());
        }
        return new(features.Sum(batch => batch.Length) / 512, watch.Elapsed.TotalSeconds);
    }
}
