using System.Diagnostics;
using Toolkit.Benchmarks.Workloads;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Peers.PlainTorchSharp;

/// <summary>A product of two 2048×2048 float32 matrices. Counts multiply-adds times two, not images.</summary>
internal sealed class MatrixProduct : IWorkload
{
    private const long Size = 2048;
    private readonly Tensor left = rand(Size, Size), right = rand(Size, Size);

    public Measurement Run()
    {
        var watch = Stopwatch.StartNew();
        using var product = left.matmul(right);
        return new(2 * Size * Size * Size, watch.Elapsed.TotalSeconds);
    }
}
