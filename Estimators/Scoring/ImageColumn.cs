using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Data;
using Toolkit.Estimators.Schema;
using Toolkit.Networks;

namespace Toolkit.Estimators.Scoring;

/// <summary>Reads images out of a column: MLImage (LoadImages, ResizeImages) or an encoded file's bytes (LoadRawImageBytes).</summary>
internal static class ImageColumn
{
    private const string Role = "image";

    /// <summary>The column with that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it holds no images.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw ColumnErrors.Missing(Role, name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        return column.Type is ImageDataViewType || IsBytes(column.Type) ? column : throw Mismatch(name, column.Type.ToString()!);
    }

    /// <summary>Checks the column that an estimator before this one promises.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it holds no images.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        var column = shape.Find(Role, name);
        var isVector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        if (isVector ? column.ItemType != NumberDataViewType.Byte || column.IsKey : column.ItemType is not ImageDataViewType)
            throw Mismatch(name, ColumnErrors.Describe(column));
    }

    /// <summary>Height and width of the column's images where the type says them, as after ResizeImages; else null.</summary>
    public static (int Height, int Width)? FixedSize(DataViewSchema.Column column) =>
        column.Type is ImageDataViewType { Height: > 0, Width: > 0 } image ? (image.Height, image.Width) : null;

    /// <summary>
    /// What must be done to the column's images for a network that takes <paramref name="spec"/>: nothing but normalisation where
    /// ResizeImages has made them the network's size already, else the spec's resizing and cropping.
    /// </summary>
    public static InputSpec InputFor(DataViewSchema.Column column, InputSpec spec) => FixedSize(column) == (spec.Height, spec.Width)
        ? spec with { ResizeShorterSide = Math.Min(spec.Height, spec.Width) }
        : spec;

    /// <summary>A function that reads the image of the row on which <paramref name="row"/> stands.</summary>
    public static Action<ImageBuffer> CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is ImageDataViewType ? ImageReader(row, column) : BytesReader(row, column);

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        Role, name, "Image or Vector<Byte> (an encoded file)", got, "LoadImages makes images out of paths, LoadRawImageBytes makes bytes.");

    private static bool IsBytes(DataViewType type) => type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;

    private static Action<ImageBuffer> ImageReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<MLImage>(column);
        MLImage? image = null;
        return buffer =>
        {
            Get(getter, ref image, row, column);
            if (image is null) throw Missing(row, column);
            ImageDecoder.Copy(image, buffer);
        };
    }

    // LoadImages reads the file here, and what it throws does not always say which.
    private static void Get(ValueGetter<MLImage> getter, ref MLImage? image, DataViewRow row, DataViewSchema.Column column)
    {
        try
        {
            getter(ref image!);
        }
        catch (Exception error) when (error is ArgumentException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableImageException($"The image of row {row.Position} in column '{column.Name}'", error.Message, error);
        }
    }

    private static Action<ImageBuffer> BytesReader(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> bytes = default;
        return buffer =>
        {
            getter(ref bytes);
            if (bytes.Length == 0) throw Missing(row, column);
            ImageDecoder.Decode(bytes.DenseValues().ToArray(), $"The image of row {row.Position} in column '{column.Name}'", buffer);
        };
    }

    private static InvalidOperationException Missing(DataViewRow row, DataViewSchema.Column column) =>
        new($"Row {row.Position} has no image in column '{column.Name}'. Remove such rows before this step.");
}
