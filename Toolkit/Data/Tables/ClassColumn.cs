using Toolkit.Text;

namespace Toolkit.Data.Tables;

/// <summary>One class a row.</summary>
internal sealed class ClassColumn : TableLabels
{
    private readonly int[] labels;

    /// <exception cref="InvalidDataException">A row has no class, or one that is not among those of the options.</exception>
    public ClassColumn(TableFile file, int column, ImageTableOptions options)
    {
        Names = options.ClassNames ?? [.. file.Rows.Select(row => row[column]).Distinct().Order(StringComparer.Ordinal)];
        labels = [.. file.Rows.Select(row => LabelIn(row[column], file, row, options.LabelColumns[0]))];
    }

    public override LearningTask Task => LearningTask.Classification;

    public override IReadOnlyList<string> Names { get; }

    public override int LabelOf(int row) => labels[row];

    private int LabelIn(string name, TableFile file, string[] row, string column)
    {
        if (name.Length == 0)
            throw file.Mistake(row, $"a row without {column}", "Name its class. Only where images have several labels, or none, may it be empty.");
        var label = Names.ToList().IndexOf(name);
        return label >= 0 ? label : throw new InvalidDataException(
            $"{file.FilePath} has the label \"{name}\", which is none of the classes {string.Join(", ", Names)}.{NearNames.Hint(name, Names)}");
    }
}
