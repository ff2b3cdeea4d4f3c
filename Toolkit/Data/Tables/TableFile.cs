using Microsoft.VisualBasic.FileIO;
using Toolkit.Text;

namespace Toolkit.Data.Tables;

/// <summary>A CSV file with a header, read as it is (RFC 4180).</summary>
internal sealed class TableFile
{
    private readonly string[] header;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no CSV file, or has no rows.</exception>
    public TableFile(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file {path}.", path);
        FilePath = path;
        using var parser = new TextFieldParser(path) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true };
        parser.SetDelimiters(",");
        header = Fields(parser) ?? throw new InvalidDataException($"{path} is empty. It must begin with a header such as path,label.");
        Rows = [.. Read(parser)];
        if (Rows.Count == 0) throw new InvalidDataException($"{path} has a header, but no rows.");
    }

    public string FilePath { get; }

    /// <summary>The fields of each row, as many as the header has; at least one row.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Where a column is; names are found in any case.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public int ColumnOf(string name) => FindColumn(name) is >= 0 and var found ? found : throw new InvalidDataException(
        $"{FilePath} has no column '{name}', but {string.Join(", ", header)}.{NearNames.Hint(name, header)} Its first line must name the columns: "
        + "path,label, and group where images belong together.");

    /// <summary>Where a column is; -1: there is none.</summary>
    public int FindColumn(string name) => Array.FindIndex(header, field => field.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the header calls a column.</summary>
    public string NameOf(int column) => header[column];

    /// <summary>A mistake in a row, with what stands there.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mistake">What the file has, such as <c>a row without path</c>.</param>
    /// <param name="advice">A sentence; "" for none.</param>
    public InvalidDataException Mistake(string[] row, string mistake, string advice = "") =>
        new($"{FilePath} has {mistake}: {string.Join(",", row)}{(advice.Length > 0 ? $". {advice}" : "")}");

    private IEnumerable<string[]> Read(TextFieldParser parser)
    {
        while (Fields(parser) is { } fields)
        {
            if (fields.Length != header.Length) throw Mistake(fields, $"a row of {fields.Length} fields, but its header has {header.Length}");
            yield return fields;
        }
    }

    private string[]? Fields(TextFieldParser parser)
    {
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException error)
        {
            throw new InvalidDataException($"{FilePath} is no CSV file in line {parser.ErrorLineNumber}: {parser.ErrorLine}", error);
        }
    }
}
