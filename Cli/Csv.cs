using System.Globalization;

namespace Toolkit.Cli;

/// <summary>Lines of CSV files (RFC 4180).</summary>
internal static class Csv
{
    private static readonly char[] Special = [',', '"', '\r', '\n'];

    /// <summary>A line without its end; texts are quoted where they have to be, and numbers are written so that they are read alike everywhere.</summary>
    public static string Line(params IEnumerable<object?> fields) => string.Join(',', fields.Select(Field));

    private static string Field(object? field)
    {
        var text = Convert.ToString(field, CultureInfo.InvariantCulture) ?? "";
        return text.IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
