using System.Globalization;
using Toolkit.Benchmarks.Workloads;
using Toolkit.Inspection;
using Toolkit.Networks;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// How the cost of our unfrozen ResNet18 grows with images, size and threads, which share of the processor's speed it reaches, and what follows for more cores.
/// </summary>
internal static class GrowthRun
{
    private const int Rounds = 3;

    /// <summary>Forward, backward to the inputs, backward to the weights; a multiplication and an addition each.</summary>
    private const double OperationsPerMultiplyAdd = 3 * 2;

    private static readonly int[] ReckonedCores = [4, 8, 16];

    private static readonly (string Workload, int Size, int[] Images)[] Cases =
    [
        ("unfrozen", 32, [960, 1920, 3840]), ("unfrozen-64", 64, [320, 640]), ("unfrozen-resnet18-224", 224, [48, 96]),
    ];

    /// <summary>Prints a table.</summary>
    public static void Execute(string source, string data)
    {
        BenchmarkData.Prepare(source, data);
        Console.WriteLine("| size | images | threads | s | img/s | GFLOP/s | of a large product | reckoned on 4, 8, 16 cores, img/s |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var products = new[] { 1, 2 }.ToDictionary(threads => threads, threads => ProductSpeed.Fastest(new(Images: 1, threads, data)));
        foreach (var (workload, size, counts) in Cases)
        {
            var single = Seconds(workload, new(counts[0], 1, data));
            Print(size, counts[0], 1, single, products[1], "");
            foreach (var count in counts)
            {
                var seconds = Seconds(workload, new(count, 2, data));
                Print(size, count, 2, seconds, products[2], count == counts[0] ? Reckoned(count, single, seconds) : "");
            }
        }
    }

    private static double Seconds(string workload, WorkloadOptions options)
    {
        using var process = new Contestant(new Side("toolkit", workload), options);
        process.Run(); // to warm up
        return Enumerable.Range(0, Rounds).Select(_ => process.Run().Seconds).Order().ElementAt(Rounds / 2);
    }

    private static void Print(int size, int images, int threads, double seconds, double product, string reckoned)
    {
        var speed = images * OperationsPerMultiplyAdd * MultiplyAdds(size) / seconds / 1e9;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {size} | {images} | {threads} | {seconds:F2} | {images / seconds:F0} | {speed:F0} | {speed / (product / 1e9):P0} | {reckoned} |"));
    }

    private static long MultiplyAdds(int size)
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        return NetworkSummary.Of(network, size, size).MultiplyAdds;
    }

    /// <summary>Amdahl's law: the part that two threads do not halve stays.</summary>
    private static string Reckoned(int images, double one, double two)
    {
        var serial = Math.Clamp(2 * two / one - 1, 0, 1);
        return string.Join(", ", ReckonedCores.Select(cores => (images / (one * (serial + (1 - serial) / cores))).ToString("F0", CultureInfo.InvariantCulture)));
    }
}
