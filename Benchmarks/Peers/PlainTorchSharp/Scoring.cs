using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>Probabilities of CIFAR-10's test images, accuracy and log-loss.</summary>
internal sealed class Scoring : IWorkload
{
    private readonly ImageTensors test;
    private readonly ResNet network;

    public Scoring(WorkloadOptions options)
    {
        test = ImageTensors.LoadCifar(Path.Combine(options.Data, "cifar-test.bin"), options.Images);
        network = PretrainedResNet.Load(options);
        network.eval();
    }

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        using var noGradients = no_grad();
        var (count, correct, loss) = (0L, 0L, 0.0);
        foreach (var (images, labels) in test.Batches(64, shuffle: false, CifarTransforms.Mean, CifarTransforms.Std))
        {
            using var scope = NewDisposeScope();
            var probabilities = network.call(images).softmax(1);
            loss -= probabilities.gather(1, labels.unsqueeze(1)).log().sum().item<float>();
            correct += probabilities.argmax(1).eq(labels).sum().item<long>();
            count += labels.shape[0];
        }
        return new(count, watch.Elapsed.TotalSeconds);
    }
}
