using Toolkit.Benchmarks.Workloads;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>
/// Runs the sides of a row in turns, each first as often as last, so that what else the machine does falls on all of them alike.
/// </summary>
/// <param name="threads">Threads of each side.</param>
/// <param name="device">Where both sides train.</param>
/// <param name="data">Folder of <see cref="BenchmarkData"/>.</param>
/// <param name="rounds">Rounds that count.</param>
/// <param name="quick">Whether with the smaller number of images.</param>
internal sealed class Alternation(int threads, string device, string data, int rounds, bool quick)
{
    public RowResult Run(BenchmarkRow row)
    {
        var options = new WorkloadOptions(quick ? row.QuickImages : row.Images, row.Threads ?? threads, data, device);
        Func<Contestant>[] sides =
        [
            () => Contestant.Ours(row.Workload, options),
            .. row.Peers.Select(peer => (Func<Contestant>)(() => Contestant.Theirs(peer, options))),
        ];
        var samples = row.Quantity switch
        {
            Quantity.StartUp => InTurns(sides, StartUpSeconds),
            Quantity.Memory => [.. sides.Select(PeakMegabytes)],
            _ => Throughput(sides),
        };
        return new(row, samples[0], samples[1..]);
    }

    private Sample[] Throughput(Func<Contestant>[] sides)
    {
        List<Contestant> running = [];
        try
        {
            foreach (var side in sides) running.Add(side());
            foreach (var side in running) side.Run();
            return InTurns([.. running], side => (side.Title, ImagesPerSecond(side.Run())));
        }
        finally
        {
            foreach (var side in running) side.Dispose();
        }
    }

    /// <summary>Every second round goes through the sides backwards.</summary>
    private Sample[] InTurns<T>(T[] sides, Func<T, (string Title, double Value)> measure)
    {
        var values = sides.Select(_ => new List<double>()).ToArray();
        var titles = new string[sides.Length];
        for (var round = 0; round < rounds; round++)
        {
            foreach (var turn in Enumerable.Range(0, sides.Length))
            {
                var side = round % 2 == 0 ? turn : sides.Length - 1 - turn;
                (titles[side], var value) = measure(sides[side]);
                values[side].Add(value);
            }
        }
        return [.. titles.Zip(values, (title, list) => new Sample(title, list))];
    }

    private static double ImagesPerSecond(Measurement measurement) => measurement.Images / measurement.Seconds;

    private static (string Title, double Value) StartUpSeconds(Func<Contestant> side)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var process = side();
        process.Run();
        return (process.Title, watch.Elapsed.TotalSeconds);
    }

    private static Sample PeakMegabytes(Func<Contestant> side)
    {
        using var process = side();
        process.Run();
        process.Run();
        return new(process.Title, [process.PeakMegabytes]);
    }
}
