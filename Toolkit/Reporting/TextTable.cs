using System.Text;

namespace Toolkit.Reporting;

/// <summary>Lays out rows of text in columns.</summary>
public static class TextTable
{
    /// <summary>Lines of equal columns; the first ones are aligned left, the others right, with two spaces between columns.</summary>
    /// <param name="rows">At least one; all with as many cells as the first.</param>
    /// <param name="textColumns">How many columns are aligned left; 1 by default.</param>
    public static string Format(IReadOnlyList<string[]> rows, int textColumns = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column < textColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        return text.ToString();
    }

    /// <summary>A name of at most <paramref name="length"/> letters; a longer one ends with an ellipsis.</summary>
    public static string Shorten(string name, int length) => name.Length <= length ? name : name[..(length - 1)] + "…";
}
