using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>
/// The text columns of a schema. One of them mostly holds the paths of the images; what LoadImages and LoadRawImageBytes make of a path does not
/// always name it.
/// </summary>
internal sealed class PathColumns(DataViewSchema schema)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<DataViewSchema.Column> Columns { get; } =
        [.. schema.Where(column => column.Type is TextDataViewType && !column.IsHidden)];

    /// <summary>
    /// The image file that the row names and that cannot be read; null where the row's cursor has no such column, or it could be one of several.
    /// </summary>
    public string? UnreadableFile(DataViewRow row)
    {
        string[] files = [.. Columns.Where(row.IsColumnActive).Select(column => TextOf(row, column)).Where(IsImageFile)];
        return files is [var file] && !CanBeRead(file) ? file : null;
    }

    private static bool IsImageFile(string path) => ImageDecoder.IsImageFile(path) && File.Exists(path);

    private static string TextOf(DataViewRow row, DataViewSchema.Column column)
    {
        ReadOnlyMemory<char> text = default;
        row.GetGetter<ReadOnlyMemory<char>>(column)(ref text);
        return text.ToString();
    }

    private static bool CanBeRead(string path)
    {
        try
        {
            ImageDecoder.DecodeFile(path, new ImageBuffer());
            return true;
        }
        catch (UnreadableImageException)
        {
            return false;
        }
    }
}
