using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>What the report says about the machine.</summary>
internal static class Machine
{
    /// <summary>Model and number of processors, memory, system.</summary>
    public static string Describe() => FormattableString.Invariant(
        $"{Processor()}, {Environment.ProcessorCount} processors, {VectorSet()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, ") +
        $"{RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>Processes that wanted to run in the last minute, on average.</summary>
    public static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : double.NaN;

    /// <summary>The fastest of some large float32 matrix products, in GFLOP/s: as much as this processor does in practice.</summary>
    public static double PeakGigaflops()
    {
        const int size = 2048;
        using var scope = torch.NewDisposeScope();
        var (left, right) = (torch.rand(size, size), torch.rand(size, size));
        var best = double.MaxValue;
        for (var i = 0; i < 12; i++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            using var product = left.matmul(right);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return 2.0 * size * size * size / best / 1e9;
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? $"{RuntimeInformation.ProcessArchitecture}" : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string VectorSet() =>
        System.Runtime.Intrinsics.X86.Avx512F.IsSupported ? "AVX-512" : System.Runtime.Intrinsics.X86.Avx2.IsSupported ? "AVX2" : "no AVX2";
}
