using System.IO.Hashing;
using Microsoft.VisualBasic.FileIO;
using Toolkit.Images;
using Toolkit.Text;

namespace Toolkit.Data;

/// <summary>
/// Images that a CSV file lists: a header with the columns <c>path</c> and <c>label</c>, and <c>group</c> where images belong together, as those of one patient
/// or one part do. Fields may be quoted; other columns are ignored. Paths are relative to the CSV file's folder.
/// </summary>
public sealed class ImageTable : IImageDataset
{
    private const string PathColumn = "path", LabelColumn = "label", GroupColumn = "group";

    private readonly Row[] rows;
    private readonly int[] labels;

    /// <summary>Reads the list, and looks whether the files are there; they are decoded when they are needed.</summary>
    /// <param name="path">The CSV file, in UTF-8.</param>
    /// <param name="classNames">The classes in the order of their labels; null, the default: all labels, in ordinal order.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or none of a path in it.</exception>
    /// <exception cref="InvalidDataException">A column is missing, a field empty, there are no rows, or a label is none of the classes.</exception>
    public ImageTable(string path, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file {path}.", path);
        rows = [.. Read(path)];
        if (rows.Length == 0) throw new InvalidDataException($"{path} has a header, but no rows.");
        CheckFiles(path, rows);
        ClassNames = classNames ?? [.. rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];
        labels = [.. rows.Select(row => LabelIn(ClassNames, row, path))];
        Groups = rows.All(row => row.Group is not null) ? [.. rows.Select(row => row.Group!)] : null;
    }

    /// <inheritdoc/>
    public int Count => rows.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The group of each image; null where the file has no column <c>group</c>.</summary>
    public IReadOnlyList<string>? Groups { get; }

    /// <inheritdoc/>
    public int LabelOf(int index) => labels[index];

    /// <inheritdoc/>
    public string NameOf(int index) => rows[index].Path;

    /// <inheritdoc/>
    /// <exception cref="UnreadableImageException">The file cannot be read; the exception names it.</exception>
    public void Read(int index, ImageBuffer image) => ImageDecoder.DecodeFile(rows[index].Path, image);

    /// <inheritdoc/>
    public ulong ContentHashOf(int index) => XxHash3.HashToUInt64(ImageFile.Read(rows[index].Path));

    private static IEnumerable<Row> Read(string path)
    {
        using var parser = new TextFieldParser(path) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true };
        parser.SetDelimiters(",");
        var header = Fields(parser, path) ?? throw new InvalidDataException($"{path} is empty. It must begin with a header such as path,label.");
        var (pathAt, labelAt, groupAt) = (Find(PathColumn), Find(LabelColumn), Array.FindIndex(header, IsNamed(GroupColumn)));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        while (Fields(parser, path) is { } fields)
        {
            if (fields.Length != header.Length)
                throw new InvalidDataException($"{path} has a row of {fields.Length} fields, but its header has {header.Length}: {string.Join(",", fields)}");
            if (fields[pathAt].Length == 0 || fields[labelAt].Length == 0)
                throw new InvalidDataException($"{path} has a row without {(fields[pathAt].Length == 0 ? PathColumn : LabelColumn)}: {string.Join(",", fields)}");
            yield return new Row(Path.GetFullPath(fields[pathAt], folder), fields[labelAt], groupAt < 0 ? null : fields[groupAt]);
        }

        int Find(string name)
        {
            var at = Array.FindIndex(header, IsNamed(name));
            return at >= 0 ? at : throw new InvalidDataException(
                $"{path} has no column '{name}', but {string.Join(", ", header)}.{NearNames.Hint(name, header)} Its first line must name the columns: "
                + "path,label, and group where images belong together.");
        }
    }

    private static Predicate<string> IsNamed(string name) => field => field.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string[]? Fields(TextFieldParser parser, string path)
    {
        try
        {
            return parser.ReadFields();
        }
        catch (MalformedLineException error)
        {
            throw new InvalidDataException($"{path} is no CSV file in line {parser.ErrorLineNumber}: {parser.ErrorLine}", error);
        }
    }

    private static void CheckFiles(string path, Row[] rows)
    {
        string[] missing = [.. rows.Select(row => row.Path).Where(file => !File.Exists(file))];
        if (missing.Length == 0) return;
        throw new FileNotFoundException(
            $"{path} lists {missing.Length} file(s) that do not exist: {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? ", …" : "")}. "
            + "Paths are relative to the CSV file's folder.", missing[0]);
    }

    private static int LabelIn(IReadOnlyList<string> classNames, Row row, string path)
    {
        var label = classNames.ToList().IndexOf(row.Label);
        return label >= 0 ? label : throw new InvalidDataException(
            $"{path} has the label \"{row.Label}\", which is none of the classes {string.Join(", ", classNames)}.{NearNames.Hint(row.Label, classNames)}");
    }

    private sealed record Row(string Path, string Label, string? Group);
}
