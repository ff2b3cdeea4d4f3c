using BenchmarkDotNet.Attributes;
using Toolkit.Networks;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>What a step of a distributed training takes besides the exchange itself: gradients into one buffer, weighed, and back.</summary>
public class GradientAverageBenchmarks : IDisposable
{
    private Network? network;
    private GradientAverage? average;

    [Params("resnet18", "resnet50")]
    public string Architecture { get; set; } = "";

    [GlobalSetup]
    public void Build()
    {
        network = NetworkCatalog.Create(Architecture, 10);
        var parameters = network.parameters().ToArray();
        foreach (var parameter in parameters) parameter.grad = zeros_like(parameter);
        average = new GradientAverage(new OneOfTwo(), parameters, CancellationToken.None);
    }

    [Benchmark]
    public double WithoutTheNetwork() => average!.Run(64, 1);

    [GlobalCleanup]
    public void Dispose()
    {
        average?.Dispose();
        network?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another rank, from which nothing comes.</summary>
    private sealed class OneOfTwo : IGradientExchange
    {
        public int Rank => 0;

        public int Ranks => 2;

        public void Sum(Span<float> values)
        {
        }

        public void Broadcast(Span<byte> bytes, int from = 0)
        {
        }
    }
}
