using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How a line is cut into fields.</summary>
internal sealed record TextFormat(char Separator, bool HasHeader, bool AllowQuoting, bool TrimWhitespace);

/// <summary>The lines of a text file, cut into fields.</summary>
internal static class TextLines
{
    /// <summary>The fields of the header, or of the first line where there is none; null in an empty file.</summary>
    public static List<string>? First(string path, TextFormat format) =>
        All(path, format).Select(line => Cut(line, format)).FirstOrDefault();

    /// <summary>The fields of each line but the header.</summary>
    public static IEnumerable<List<string>> Rows(string path, TextFormat format) =>
        All(path, format).Skip(format.HasHeader ? 1 : 0).Select(line => Cut(line, format));

    // Empty lines and lines that start with // are comments; those with # are before the first other line.
    private static IEnumerable<string> All(string path, TextFormat format)
    {
        bool started = false;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || (!started && line[0] == '#'))
                continue;
            started = true;
            yield return format.TrimWhitespace ? line.TrimEnd() : line;
        }
    }

    private static List<string> Cut(string line, TextFormat format)
    {
        var fields = new List<string>();
        int at = 0;
        while (true)
        {
            while (format.Separator != ' ' && at < line.Length && line[at] == ' ')
                at++;
            bool quoted = format.AllowQuoting && at < line.Length && line[at] == '"';
            fields.Add(quoted ? Quoted(line, ref at, format.Separator) : Plain(line, ref at, format));
            if (at >= line.Length)
                return fields;
            at++;
        }
    }

    private static string Plain(string line, ref int at, TextFormat format)
    {
        int end = line.IndexOf(format.Separator, at);
        if (end < 0)
            end = line.Length;
        var field = line[at..end];
        at = end;
        return format.TrimWhitespace ? field.TrimEnd() : field;
    }

    // A doubled quotation mark stands for one. Text without a closing mark is an error of the file, and reads as empty.
    private static string Quoted(string line, ref int at, char separator)
    {
        var text = new StringBuilder();
        bool closed = false;
        for (at++; at < line.Length && !closed; at++)
        {
            if (line[at] != '"')
                text.Append(line[at]);
            else if (at + 1 < line.Length && line[at + 1] == '"')
                text.Append(line[at++]);
            else
                closed = true;
        }
        int end = line.IndexOf(separator, at);
        at = end < 0 ? line.Length : end;
        return closed ? text.ToString() : "";
    }
}
