using System.Globalization;
using System.Text;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>Writes results as a Markdown page, between the parts of it that were written by hand.</summary>
internal static class Report
{
    private const string Begin = "<!-- measured: begin -->", End = "<!-- measured: end -->";

    /// <summary>Replaces the measured part of a page; the rest stays.</summary>
    public static void Write(string path, IReadOnlyList<RowResult> results, int threads, int rounds, double load)
    {
        var page = File.Exists(path) ? File.ReadAllText(path) : $"# Speed against PyTorch\n\n{Begin}\n{End}\n";
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidDataException($"'{path}' lacks the lines '{Begin}' and '{End}'.");
        File.WriteAllText(path, $"{page[..begin]}{Begin}\n{Measured(results, threads, rounds, load)}{page[end..]}");
    }

    /// <summary>One line for the terminal.</summary>
    public static string Line(RowResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Row.Name,-17} ours {Show(result, result.Ours)}   {string.Join("   ", result.Peers.Select(peer => $"{peer.Title} {Show(result, peer)}"))}   ") +
        string.Create(CultureInfo.InvariantCulture, $"{result.Ratio:F2} : 1   target {result.Row.Target} : 1   {Verdict(result)}");

    private static string Measured(IReadOnlyList<RowResult> results, int threads, int rounds, double load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}.
            Both sides: {threads} threads unless the row says otherwise, OMP_NUM_THREADS={threads} and nothing else set, {rounds} rounds each in alternation
            after one round to warm up; medians, in brackets the distance between the quartiles. Load average at the start: {load:F1}.

            | work | toolkit | peer | ratio | target | |
            | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var result in results) text.AppendLine(TableLine(result));
        return text.ToString();
    }

    private static string TableLine(RowResult result) => string.Create(CultureInfo.InvariantCulture,
        $"| {result.Row.Title} | {Show(result, result.Ours)} | {string.Join("; ", result.Peers.Select(peer => $"{peer.Title}: {Show(result, peer)}"))} | ") +
        string.Create(CultureInfo.InvariantCulture, $"{result.Ratio:F2} : 1 | {result.Row.Target} : 1 | {Verdict(result)} |");

    private static string Verdict(RowResult result) => result.Holds ? "holds" : "below";

    private static string Show(RowResult result, Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{Value(result, sample)} (± {sample.Spread:P0})");

    private static string Value(RowResult result, Sample sample) => result.Row.Quantity switch
    {
        Quantity.StartUp => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:F2} s"),
        Quantity.Memory => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:F0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:N0} img/s"),
    };
}
