using System.Text;

namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>Texts and tables in Markdown (CommonMark, and GitHub's tables).</summary>
internal static class Markdown
{
    /// <summary>Signs that mean something in Markdown or HTML wherever they stand.</summary>
    private const string Signs = "\\`*_{}[]()<>#+!|~&$";

    /// <summary>A text that is shown as it is, in one line: signs of Markdown mean nothing, and control characters become spaces.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && Signs.Contains((char)rune.Value)) escaped.Append('\\');
            escaped.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return escaped.ToString();
    }

    /// <summary>A table; the first column is aligned left, the others right.</summary>
    /// <param name="header">Names of the columns.</param>
    /// <param name="rows">Texts, which are escaped here.</param>
    public static string Table(IReadOnlyList<string> header, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        text.Append(Line(header)).Append(Line(header.Select((_, i) => i == 0 ? "---" : "---:"), escape: false));
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    /// <summary>A table of names and values, both aligned left.</summary>
    public static string Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var text = new StringBuilder("| | |\n| --- | --- |\n");
        foreach (var (name, value) in facts) text.Append(Line([name, value]));
        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells, bool escape = true) =>
        $"| {string.Join(" | ", cells.Select(cell => escape ? Text(cell) : cell))} |\n";
}
