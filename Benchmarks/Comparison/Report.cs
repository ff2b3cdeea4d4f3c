using System.Globalization;
using System.Text;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>How a run was done, for the report.</summary>
/// <param name="Threads">Threads of all sides.</param>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="Load">The machine's load average before.</param>
/// <param name="Product">What <see cref="ProductSpeed"/> says.</param>
internal sealed record RunFacts(int Threads, int Rounds, double Load, string Product);

/// <summary>Writes results as a Markdown page, between the parts of it that were written by hand.</summary>
internal static class Report
{
    private const string Begin = "<!-- measured: begin -->", End = "<!-- measured: end -->";

    /// <summary>Replaces the measured part of a page; the rest stays.</summary>
    /// <exception cref="InvalidDataException">The page lacks the marks of that part.</exception>
    public static void Write(string path, IReadOnlyList<RowResult> results, RunFacts facts)
    {
        var page = File.Exists(path) ? File.ReadAllText(path) : $"# Speed\n\n{Begin}\n{End}\n";
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidDataException($"'{path}' lacks the lines '{Begin}' and '{End}'.");
        File.WriteAllText(path, $"{page[..begin]}{Begin}\n{Measured(results, facts)}{page[end..]}");
    }

    /// <summary>One line for the terminal.</summary>
    public static string Line(RowResult result)
    {
        Sample[] samples = [result.Ours, .. result.TorchSharp is { } torchSharp ? [torchSharp] : Array.Empty<Sample>(), .. result.Others];
        var ratios = $"{Ratio(result.ToTorchSharp)} to plain TorchSharp, {Ratio(result.ToBestOther)} to the best other peer";
        return $"{result.Row.Name,-19} {string.Join("   ", samples.Select(sample => $"{sample.Title} {Show(result, sample)}"))}   {ratios}";
    }

    private static string Measured(IReadOnlyList<RowResult> results, RunFacts facts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}.
            All sides: {facts.Threads} threads unless the row says otherwise, OMP_NUM_THREADS={facts.Threads} and nothing else set, {facts.Rounds} rounds each in
            alternation after one round to warm up; medians, in brackets the distance between the quartiles. Load average at the start: {facts.Load:F1}.
            {facts.Product}

            | row | work | toolkit | plain TorchSharp | toolkit : TorchSharp | other peers | toolkit : best of them | target, to TorchSharp and PyTorch |
            | --- | --- | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var result in results) text.AppendLine(TableLine(result));
        return text.ToString();
    }

    /// <summary><see cref="StatedRatios"/> reads it.</summary>
    private static string TableLine(RowResult result)
    {
        var torchSharp = result.TorchSharp is null ? "has none" : Show(result, result.TorchSharp);
        var others = string.Join("; ", result.Others.Select(peer => $"{peer.Title}: {Show(result, peer)}"));
        return $"| {result.Row.Name} | {result.Row.Title} | {Show(result, result.Ours)} | {torchSharp} | {Ratio(result.ToTorchSharp)} | {others} | " +
            $"{Ratio(result.ToBestOther)} | {Target(result)} |";
    }

    private static string Target(RowResult result) =>
        result.Row.Target is not { } target ? "" : $"{target}: {(target.IsReached(result) ? "reached" : "**missed**")}";

    private static string Ratio(double? ratio) => ratio is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} : 1");

    private static string Show(RowResult result, Sample sample) =>
        string.Create(CultureInfo.InvariantCulture, $"{Value(result, sample)} (± {100 * sample.Spread:F0} %{Deaths(sample)})");

    private static string Deaths(Sample sample) => sample.Deaths == 0 ? "" : $"; ended {sample.Deaths} times with an error";

    private static string Value(RowResult result, Sample sample) => result.Row.Quantity switch
    {
        Quantity.StartUp => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:F2} s"),
        Quantity.Memory => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:F0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{sample.Median:N0} img/s"),
    };
}
