using Toolkit.Text;

namespace Toolkit.Data.Tables;

/// <summary>Several labels a row, one behind the other: <c>beach;sunset</c>. An empty field is an image without any.</summary>
internal sealed class LabelListColumn : TableLabels
{
    public const char Separator = ';';

    private readonly float[][] targets;

    /// <exception cref="InvalidDataException">A label is empty, there twice, or not among those of the options; or no row has a label.</exception>
    public LabelListColumn(TableFile file, int column, ImageTableOptions options)
    {
        string[][] lists = [.. file.Rows.Select(row => LabelsOf(row[column], file, row))];
        Names = options.ClassNames ?? [.. lists.SelectMany(labels => labels).Distinct().Order(StringComparer.Ordinal)];
        if (Names.Count == 0) throw new InvalidDataException($"{file.FilePath} has no label in any row of the column '{options.LabelColumns[0]}'.");
        targets = [.. lists.Select(labels => TargetsOf(labels, file))];
    }

    public override LearningTask Task => LearningTask.MultiLabel;

    public override IReadOnlyList<string> Names { get; }

    public override ReadOnlySpan<float> TargetsOf(int row) => targets[row];

    private static string[] LabelsOf(string field, TableFile file, string[] row)
    {
        if (string.IsNullOrWhiteSpace(field)) return [];
        var labels = field.Split(Separator, StringSplitOptions.TrimEntries);
        if (labels.Contains("")) throw file.Mistake(row, "a row with an empty label", $"One '{Separator}' stands between two labels, and none at the ends.");
        if (labels.Distinct().Count() < labels.Length) throw file.Mistake(row, "a row that has a label twice", "Name each label once.");
        return labels;
    }

    private float[] TargetsOf(string[] labels, TableFile file)
    {
        if (labels.Except(Names).FirstOrDefault() is { } unknown)
        {
            throw new InvalidDataException(
                $"{file.FilePath} has the label \"{unknown}\", which is none of {string.Join(", ", Names)}.{NearNames.Hint(unknown, Names)}");
        }
        return [.. Names.Select(name => labels.Contains(name) ? 1f : 0)];
    }
}
