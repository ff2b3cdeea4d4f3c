using System.Globalization;

namespace Toolkit.Data.Tables;

/// <summary>A number a row in each of some columns, whose names are those of the numbers.</summary>
internal sealed class NumberColumns : TableLabels
{
    private readonly float[][] targets;

    /// <exception cref="InvalidDataException">A row has no finite number in a column.</exception>
    public NumberColumns(TableFile file, int[] columns, ImageTableOptions options)
    {
        Names = [.. columns.Select(file.NameOf)];
        targets = [.. file.Rows.Select(row => columns.Select((column, place) => NumberIn(row[column], file, row, Names[place])).ToArray())];
    }

    public override LearningTask Task => LearningTask.Regression;

    public override IReadOnlyList<string> Names { get; }

    public override ReadOnlySpan<float> TargetsOf(int row) => targets[row];

    private static float NumberIn(string field, TableFile file, string[] row, string name) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? number
            : throw file.Mistake(
                row, field.Length == 0 ? $"a row without a number in '{name}'" : $"\"{field}\" in '{name}', which is no finite number",
                "Write numbers as 12.5 or -3e2, and leave out images that have none.");
}
