using System.Diagnostics;

namespace Toolkit.Samples;

/// <summary>Test accuracies of several ways to train, each with several seeds.</summary>
internal sealed class Scores
{
    private readonly Dictionary<string, List<double>> accuracies = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Takes note of a result and prints it.</summary>
    public void Add(string way, int seed, double accuracy)
    {
        if (!accuracies.TryGetValue(way, out var list)) accuracies[way] = list = [];
        list.Add(accuracy);
        Console.WriteLine(FormattableString.Invariant(
            $"  {way,-16} seed {seed}: {100 * accuracy:F2} %   ({clock.Elapsed.TotalSeconds:F0} s)"));
    }

    /// <summary>Mean accuracy over the seeds, 0 to 1.</summary>
    public double Mean(string way) => accuracies[way].Average();

    /// <summary>Prints the mean of every way and the range that the seeds span.</summary>
    public void Print()
    {
        foreach (var (way, list) in accuracies)
            Console.WriteLine(FormattableString.Invariant(
                $"{way}: {100 * list.Average():F2} % (mean of {list.Count}, {100 * list.Min():F2} to {100 * list.Max():F2} %)"));
    }
}
