using Spectre.Console;

namespace Toolkit.Break;

/// <summary>What all runs together have come to, by unit.</summary>
internal sealed class Totals
{
    private readonly SortedDictionary<string, (long Count, long Wrong)> counts = [];

    public static Totals Read(string path)
    {
        var totals = new Totals();
        if (!File.Exists(path)) return totals;
        foreach (var fields in File.ReadLines(path).Select(line => line.Split('\t'))) totals.Add(fields[0], long.Parse(fields[1]), long.Parse(fields[2]));
        return totals;
    }

    public void Add(string unit, long count, long wrong)
    {
        var (before, wrongBefore) = counts.GetValueOrDefault(unit);
        counts[unit] = (before + count, wrongBefore + wrong);
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, counts.Select(entry => $"{entry.Key}\t{entry.Value.Count}\t{entry.Value.Wrong}"));
    }

    public Table ToTable()
    {
        var table = new Table().SimpleBorder().AddColumns("all runs", "count", "wrong");
        foreach (var (unit, (count, wrong)) in counts) table.AddRow(unit, $"{count:N0}", $"{wrong:N0}");
        return table;
    }
}
