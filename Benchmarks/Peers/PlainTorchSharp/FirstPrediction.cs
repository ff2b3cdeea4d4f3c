using Toolkit.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>What a program does until it has classified its first photograph: weights from a file, a JPEG, one forward pass.</summary>
internal sealed class FirstPrediction(WorkloadOptions options) : IWorkload
{
    public Measurement Run()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var network = PretrainedResNet.Load(options);
        network.eval();
        var probabilities = network.call(Photographs.Read(Path.Combine(options.Data, "photograph.jpg")).unsqueeze(0)).softmax(1);
        return new(probabilities.data<float>().ToArray().Length / 10, 0);
    }
}
