using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// Runs the sides of a row in turns, each first as often as last, so that what else the machine does falls on all of them alike.
/// </summary>
/// <param name="threads">Threads of each side.</param>
/// <param name="data">Folder of <see cref="BenchmarkData"/>.</param>
/// <param name="rounds">Rounds that count.</param>
/// <param name="check">Whether with the smaller number of images, and against plain TorchSharp alone.</param>
internal sealed class Alternation(int threads, string data, int rounds, bool check)
{
    public RowResult Run(BenchmarkRow row)
    {
        var options = new WorkloadOptions(check ? row.QuickImages : row.Images, row.Threads ?? threads, data);
        Side[] sides = [row.Ours, .. row.TorchSharp is { } torchSharp ? [torchSharp] : Array.Empty<Side>(), .. check ? [] : row.OtherPeers];
        var samples = row.Quantity switch
        {
            Quantity.StartUp => StartUp(sides, options),
            Quantity.Memory => [.. sides.Select(side => PeakMegabytes(side, options))],
            _ => Throughput(sides, options),
        };
        return row.TorchSharp is null ? new(row, samples[0], null, samples[1..]) : new(row, samples[0], samples[1], samples[2..]);
    }

    private Sample[] Throughput(Side[] sides, WorkloadOptions options)
    {
        List<Contestant> running = [];
        try
        {
            foreach (var side in sides) running.Add(new Contestant(side, options));
            foreach (var side in running) side.Run();
            var values = InTurns([.. running], ImagesPerSecond);
            return [.. values.Select((list, side) => new Sample(sides[side].Title, list, running[side].Deaths))];
        }
        finally
        {
            foreach (var side in running) side.Dispose();
        }
    }

    private Sample[] StartUp(Side[] sides, WorkloadOptions options) =>
        [.. sides.Zip(InTurns(sides, side => StartUpSeconds(side, options)), (side, list) => new Sample(side.Title, list, 0))];

    /// <summary>Every second round goes through the sides backwards.</summary>
    private List<double>[] InTurns<T>(T[] sides, Func<T, double> measure)
    {
        var values = sides.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var turn in Enumerable.Range(0, sides.Length))
            {
                var side = round % 2 == 0 ? turn : sides.Length - 1 - turn;
                values[side].Add(measure(sides[side]));
            }
        }
        return values;
    }

    private static double ImagesPerSecond(Contestant side)
    {
        var (images, seconds) = side.Run();
        return images / seconds;
    }

    private static double StartUpSeconds(Side side, WorkloadOptions options)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var process = new Contestant(side, options);
        process.Run();
        return watch.Elapsed.TotalSeconds;
    }

    private static Sample PeakMegabytes(Side side, WorkloadOptions options)
    {
        using var process = new Contestant(side, options);
        process.Run();
        process.Run();
        return new(side.Title, [process.PeakMegabytes], process.Deaths);
    }
}
