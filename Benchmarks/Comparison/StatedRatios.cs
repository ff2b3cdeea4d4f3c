using System.Globalization;
using System.Text.RegularExpressions;

namespace Toolkit.Benchmarks.Comparison;

/// <summary>The ratios to plain TorchSharp that a report states, by row name.</summary>
internal static partial class StatedRatios
{
    /// <summary>How much of a stated ratio has to be reached: two runs of the same programs differ by some per cent.</summary>
    public const double Tolerance = 0.9;

    /// <summary>Reads a page that <see cref="Report"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It states no ratio.</exception>
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        var ratios = TableLine().Matches(File.ReadAllText(path))
            .ToDictionary(line => line.Groups["name"].Value, line => double.Parse(line.Groups["ratio"].Value, CultureInfo.InvariantCulture));
        return ratios.Count > 0 ? ratios : throw new InvalidDataException($"'{path}' states no ratio to plain TorchSharp: run without --check first.");
    }

    /// <summary>What has fallen short, one sentence each: of its stated ratio. Rows without one are not judged.</summary>
    public static IEnumerable<string> Shortfalls(IReadOnlyDictionary<string, double> stated, IEnumerable<RowResult> results) =>
        from result in results
        where stated.ContainsKey(result.Row.Name)
        let needed = Tolerance * stated[result.Row.Name]
        where result.ToTorchSharp < needed
        select string.Create(CultureInfo.InvariantCulture,
            $"{result.Row.Name} ({result.Row.Title}) is {result.ToTorchSharp:F2} : 1 to plain TorchSharp, needed {needed:F2}, "
            + $"stated {stated[result.Row.Name]:F2} : 1");

    /// <summary>Name, title, ours, plain TorchSharp, ratio.</summary>
    [GeneratedRegex(@"^\| (?<name>[a-z0-9-]+) \| [^|]+ \| [^|]+ \| [^|]+ \| (?<ratio>[0-9.]+) : 1 \|", RegexOptions.Multiline)]
    private static partial Regex TableLine();
}
