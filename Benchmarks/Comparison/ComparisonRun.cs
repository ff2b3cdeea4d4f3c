namespace Toolkit.Benchmarks.Comparison;

/// <summary>What the command line says about a comparison.</summary>
internal sealed record ComparisonOptions(
    string Source, string Data, string Report, IReadOnlyList<string> Only, int Threads, int? Rounds, bool Check, string Device);

/// <summary>All rows, one after the other.</summary>
internal static class ComparisonRun
{
    private const int ReportRounds = 9, CheckRounds = 5;

    /// <returns>0, or 1 where a check finds a ratio below its target.</returns>
    public static int Execute(ComparisonOptions options)
    {
        var rows = Choose(options.Only);
        if (options.Threads < 1) throw new ArgumentException($"--threads must be at least 1, but is {options.Threads}.");
        BenchmarkData.Prepare(options.Source, options.Data);
        var rounds = options.Rounds ?? (options.Check ? CheckRounds : ReportRounds);
        var (alternation, load) = (new Alternation(options.Threads, options.Device, options.Data, rounds, options.Check), Machine.Load());
        List<RowResult> results = [];
        foreach (var row in rows)
        {
            results.Add(alternation.Run(row));
            Console.WriteLine(Report.Line(results[^1]));
        }
        if (!options.Check)
        {
            Report.Write(options.Report, results, options.Threads, rounds, load);
            return 0;
        }
        RowResult[] below = [.. results.Where(result => !result.Holds)];
        foreach (var result in below) Console.Error.WriteLine(FormattableString.Invariant(
            $"below target: {result.Row.Name} ({result.Row.Title}) is {result.Ratio:F2} : 1, promised {result.Row.Target} : 1"));
        return below.Length == 0 ? 0 : 1;
    }

    private static IReadOnlyList<BenchmarkRow> Choose(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => Table.Rows.All(row => row.Name != name)) is { } unknown)
            throw new ArgumentException($"There is no row '{unknown}'. Choose from {string.Join(", ", Table.Rows)}.");
        return [.. Table.Rows.Where(row => names.Count == 0 ? row.ByDefault : names.Contains(row.Name))];
    }
}
