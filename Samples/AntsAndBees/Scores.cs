using Spectre.Console;

namespace Toolkit.Samples;

/// <summary>Test accuracies of several ways to train, each with several seeds.</summary>
internal sealed class Scores
{
    private readonly Dictionary<string, List<double>> accuracies = [];

    /// <summary>Takes note of a result and prints it.</summary>
    public void Add(string way, int seed, double accuracy)
    {
        if (!accuracies.TryGetValue(way, out var list)) accuracies[way] = list = [];
        list.Add(accuracy);
        Console.WriteLine($"{way,-16} seed {seed}: {Percent(accuracy)}");
    }

    /// <summary>Prints the mean of every way and the range that the seeds span, and as the last line the mean of one way.</summary>
    public void Print(string final)
    {
        var table = new Table().SimpleBorder().AddColumns("", "mean accuracy", "lowest", "highest");
        foreach (var (way, list) in accuracies) table.AddRow(way, Percent(list.Average()), Percent(list.Min()), Percent(list.Max()));
        AnsiConsole.Write(table);
        Console.WriteLine($"final accuracy: {Percent(accuracies[final].Average())}");
    }

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:F2} %");
}
