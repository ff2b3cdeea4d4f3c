using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>Reads images out of a column: MLImage (LoadImages, ResizeImages) or an encoded file's bytes (LoadRawImageBytes).</summary>
internal static class ImageColumn
{
    /// <summary>The column with that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it holds no images.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException(nameof(schema),
                $"Could not find image column '{name}'; the columns are {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}.");
        if (column.Type is ImageDataViewType || IsBytes(column.Type)) return column;
        throw new ArgumentOutOfRangeException(nameof(schema),
            $"Schema mismatch for image column '{name}': expected Image or Vector<Byte> (an encoded file), got {column.Type}. " +
            "LoadImages makes images out of paths, LoadRawImageBytes makes bytes.");
    }

    /// <summary>Height and width of the column's images where the type says them, as after ResizeImages; else null.</summary>
    public static (int Height, int Width)? FixedSize(DataViewSchema.Column column) =>
        column.Type is ImageDataViewType { Height: > 0, Width: > 0 } image ? (image.Height, image.Width) : null;

    /// <summary>A function that reads the image of the row on which <paramref name="row"/> stands.</summary>
    public static Action<ImageBuffer> CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is ImageDataViewType ? ImageReader(row, column) : BytesReader(row, column);

    private static bool IsBytes(DataViewType type) => type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;

    private static Action<ImageBuffer> ImageReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<MLImage>(column);
        MLImage? image = null;
        return buffer =>
        {
            getter(ref image!);
            if (image is null) throw Missing(row, column);
            ImageDecoder.Copy(image, buffer);
        };
    }

    private static Action<ImageBuffer> BytesReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> bytes = default;
        return buffer =>
        {
            getter(ref bytes);
            if (bytes.Length == 0) throw Missing(row, column);
            ImageDecoder.Decode(bytes.GetValues().ToArray(), $"row {row.Position} of column '{column.Name}'", buffer);
        };
    }

    private static InvalidOperationException Missing(DataViewRow row, DataViewSchema.Column column) =>
        new($"Row {row.Position} has no image in column '{column.Name}'. Remove such rows before this step.");
}
