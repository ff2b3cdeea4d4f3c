using System.IO.Hashing;
using Toolkit.Data.Tables;
using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Images that a CSV file lists: a header with the columns <c>path</c> and <c>label</c>, and <c>group</c> where images belong together, as those of one patient
/// or one part do. The label is a class, several labels (<c>beach;sunset</c>), or a number (<see cref="ImageTableOptions"/>). Fields may be quoted; other
/// columns are ignored. Paths are relative to the CSV file's folder.
/// </summary>
public sealed class ImageTable : IImageDataset
{
    private const string PathColumn = "path", GroupColumn = "group";

    private readonly string[] paths;
    private readonly TableLabels labels;

    /// <summary>Reads the list, and looks whether the files are there; they are decoded when they are needed.</summary>
    /// <param name="path">The CSV file, in UTF-8.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The options name no label column, or several where there can be one.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or none of a path in it.</exception>
    /// <exception cref="InvalidDataException">
    /// A column is missing, there are no rows, a path is empty, or a label is none that the task or the options allow.
    /// </exception>
    public ImageTable(string path, ImageTableOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var file = new TableFile(path);
        paths = [.. PathsOf(file)];
        labels = TableLabels.Read(file, options ?? new());
        CheckFiles(path);
        if (file.FindColumn(GroupColumn) is >= 0 and var group) Groups = [.. file.Rows.Select(row => row[group])];
    }

    /// <inheritdoc/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public LearningTask Task => labels.Task;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => labels.Names;

    /// <summary>The group of each image; null where the file has no column <c>group</c>.</summary>
    public IReadOnlyList<string>? Groups { get; }

    /// <inheritdoc/>
    public int LabelOf(int index) => labels.LabelOf(index);

    /// <inheritdoc/>
    public ReadOnlySpan<float> TargetsOf(int index) => labels.TargetsOf(index);

    /// <inheritdoc/>
    public string NameOf(int index) => paths[index];

    /// <inheritdoc/>
    /// <exception cref="UnreadableImageException">The file cannot be read; the exception names it.</exception>
    public void Read(int index, ImageBuffer image) => ImageDecoder.DecodeFile(paths[index], image);

    /// <inheritdoc/>
    public ulong ContentHashOf(int index) => XxHash3.HashToUInt64(ImageFile.Read(paths[index]));

    private static IEnumerable<string> PathsOf(TableFile file)
    {
        var (column, folder) = (file.ColumnOf(PathColumn), Path.GetDirectoryName(Path.GetFullPath(file.FilePath))!);
        return file.Rows.Select(row => row[column].Length > 0
            ? Path.GetFullPath(row[column], folder)
            : throw file.Mistake(row, $"a row without {PathColumn}"));
    }

    private void CheckFiles(string table)
    {
        string[] missing = [.. paths.Where(file => !File.Exists(file))];
        if (missing.Length == 0) return;
        throw new FileNotFoundException(
            $"{table} lists {missing.Length} file(s) that do not exist: {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? ", …" : "")}. "
            + "Paths are relative to the CSV file's folder.", missing[0]);
    }
}
