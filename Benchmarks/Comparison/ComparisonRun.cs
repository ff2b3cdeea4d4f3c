namespace Toolkit.Benchmarks.Comparison;

/// <summary>What the command line says about a comparison.</summary>
internal sealed record ComparisonOptions(
    string Source, string Data, string Report, IReadOnlyList<string> Only, int Threads, int? Rounds, bool Check);

/// <summary>All rows, one after the other.</summary>
internal static class ComparisonRun
{
    private const int ReportRounds = 9, CheckRounds = 5;

    /// <returns>0, or 1 where a check finds a ratio to plain TorchSharp more than a tenth below what the report states.</returns>
    public static int Execute(ComparisonOptions options)
    {
        var rows = Choose(options);
        var stated = options.Check ? StatedRatios.Read(options.Report) : null;
        BenchmarkData.Prepare(options.Source, options.Data);
        var rounds = options.Rounds ?? (options.Check ? CheckRounds : ReportRounds);
        var load = Machine.Load();
        var product = ProductSpeed.Measure(new(Images: 1, options.Threads, options.Data));
        Console.WriteLine(product);

        var alternation = new Alternation(options.Threads, options.Data, rounds, options.Check);
        List<RowResult> results = [];
        foreach (var row in rows)
        {
            results.Add(alternation.Run(row));
            Console.WriteLine(Report.Line(results[^1]));
        }
        if (stated is not null) return Judge(stated, results);
        Report.Write(options.Report, results, new(options.Threads, rounds, load, product));
        return 0;
    }

    private static int Judge(IReadOnlyDictionary<string, double> stated, List<RowResult> results)
    {
        foreach (var result in results.Where(result => !stated.ContainsKey(result.Row.Name)))
            Console.WriteLine($"not judged: the report states no ratio for {result.Row.Name}");
        string[] shortfalls = [.. StatedRatios.Shortfalls(stated, results)];
        foreach (var shortfall in shortfalls) Console.Error.WriteLine($"below the report: {shortfall}");
        return shortfalls.Length == 0 ? 0 : 1;
    }

    /// <summary>A check runs only what has plain TorchSharp as a peer.</summary>
    private static IReadOnlyList<BenchmarkRow> Choose(ComparisonOptions options)
    {
        if (options.Threads < 1) throw new ArgumentException($"--threads must be at least 1, but is {options.Threads}.");
        if (options.Rounds < 1) throw new ArgumentException($"--rounds must be at least 1, but is {options.Rounds}.");
        if (options.Only.FirstOrDefault(name => Table.Rows.All(row => row.Name != name)) is { } unknown)
            throw new ArgumentException($"There is no row '{unknown}'. Choose from {string.Join(", ", Table.Rows)}.");
        return
        [
            .. Table.Rows
                .Where(row => options.Only.Count == 0 ? row.ByDefault : options.Only.Contains(row.Name))
                .Where(row => !options.Check || row.TorchSharp is not null),
        ];
    }
}
