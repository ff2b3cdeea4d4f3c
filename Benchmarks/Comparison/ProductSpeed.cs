using System.Globalization;
using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// GFLOP/s of a large float32 matrix product: as much as each side's library does on this processor in practice. A peer with a slow BLAS is
/// no peer.
/// </summary>
internal static class ProductSpeed
{
    /// <summary>Less than this many GFLOP/s a thread is no processor's fault of the last ten years.</summary>
    private const double Plausible = 20;

    private const int Rounds = 12;

    private static readonly Side[] Sides = [new("TorchSharp", "torchsharp-product"), Side.PyTorch("PyTorch", "product")];

    /// <summary>Measures both and warns on the error output where one is implausibly slow.</summary>
    /// <returns>A sentence for the report.</returns>
    public static string Measure(WorkloadOptions options)
    {
        var speeds = Sides.Select(side => (side.Title, Value: Best(side, options))).ToArray();
        foreach (var (title, _) in speeds.Where(speed => speed.Value < Plausible * options.Threads))
            Console.Error.WriteLine($"warning: {title} multiplies matrices implausibly slowly; its BLAS may be the reference one, and its rows say nothing.");
        var values = string.Join(", ", speeds.Select(speed => string.Create(CultureInfo.InvariantCulture, $"{speed.Title} {speed.Value:F0} GFLOP/s")));
        return $"A product of 2048×2048 float32 matrices: {values}.";
    }

    /// <summary>Operations a second of the faster library.</summary>
    public static double Fastest(WorkloadOptions options) => Sides.Max(side => Best(side, options)) * 1e9;

    private static double Best(Side side, WorkloadOptions options)
    {
        using var process = new Contestant(side, options);
        return Enumerable.Range(0, Rounds).Select(_ => process.Run()).Max(round => round.Images / round.Seconds) / 1e9;
    }
}
