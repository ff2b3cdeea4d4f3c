using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators.Schema;
using Toolkit.Images;

namespace Toolkit.Estimators.Images;

/// <summary>
/// A column with images: MLImage (LoadImages, ResizeImages), an encoded file's bytes (LoadRawImageBytes), or pixels (ExtractPixels).
/// </summary>
internal sealed class ImageColumn
{
    private const string Role = "image";
    private const string Advice = "Data.Cache and Data.ShuffleRows keep no decoded images: load images after them, or give them the bytes of LoadRawImageBytes.";

    private readonly PixelVector? pixels;
    private readonly PathColumns paths;

    private ImageColumn(DataViewSchema schema, DataViewSchema.Column column, PixelVector? pixels)
    {
        (Column, this.pixels, paths) = (column, pixels, new PathColumns(schema));
        FixedSize = column.Type is ImageDataViewType { Height: > 0, Width: > 0 } image ? (image.Height, image.Width)
            : pixels is null ? null : (pixels.Height, pixels.Width);
    }

    /// <summary>The column itself.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>The column, and those that may hold the paths of its images. A cursor over them can name a file that cannot be read.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => [Column, .. paths.Columns];

    /// <summary>Height and width of the column's images where the type says them, as after ResizeImages; else null.</summary>
    public (int Height, int Width)? FixedSize { get; }

    /// <summary>The column with that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it holds no images.</exception>
    public static ImageColumn Find(DataViewSchema schema, string name, PixelOrder order)
    {
        var column = schema.Find(Role, name, Advice);
        var pixels = PixelVector.Of(column.Type, order);
        return column.Type is ImageDataViewType || IsBytes(column.Type) || pixels is not null
            ? new ImageColumn(schema, column, pixels)
            : throw Mismatch(name, column.Type.ToString()!);
    }

    /// <summary>Checks the column that an estimator before this one promises.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it holds no images.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        var column = shape.Find(Role, name, Advice);
        var isPixels = column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single;
        var isImage = column.Kind == SchemaShape.Column.VectorKind.Scalar
            ? column.ItemType is ImageDataViewType
            : column.ItemType == NumberDataViewType.Byte || isPixels;
        if (!isImage || column.IsKey) throw Mismatch(name, ColumnErrors.Describe(column));
    }

    /// <summary>
    /// What must be done to the column's images for a network that takes <paramref name="spec"/>: nothing but normalisation where
    /// their type says that they have the network's size already, else the spec's resizing and cropping.
    /// </summary>
    public InputSpec InputFor(InputSpec spec) => FixedSize == (spec.Height, spec.Width)
        ? spec with { ResizeShorterSide = Math.Min(spec.Height, spec.Width) }
        : spec;

    /// <summary>A function that reads the image of the row on which <paramref name="row"/> stands.</summary>
    public Action<ImageBuffer> CreateReader(DataViewRow row)
    {
        var read = CreateNamedReader(row);
        return buffer => read(buffer);
    }

    /// <summary>A function that reads the image of the row on which <paramref name="row"/> stands, and returns the path of its file where it is known.</summary>
    public Func<ImageBuffer, string?> CreateNamedReader(DataViewRow row)
    {
        if (Column.Type is ImageDataViewType) return ImageReader(row);
        var read = pixels is null ? BytesReader(row) : PixelReader(row, pixels);
        return buffer =>
        {
            read(buffer);
            return null;
        };
    }

    private static ArgumentOutOfRangeException Mismatch(string name, string got) => ColumnErrors.Mismatch(
        Role, name, "Image, Vector<Byte> (an encoded file) or Vector<Single> of known size (pixels of 1 or 3 channels)", got,
        "LoadImages makes images out of paths, LoadRawImageBytes makes bytes, ExtractPixels makes pixels.");

    private static bool IsBytes(DataViewType type) => type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;

    private Func<ImageBuffer, string?> ImageReader(DataViewRow row)
    {
        if (ImageReference.GetterOf(row, Column) is { } reference) return ReferenceReader(reference);
        var getter = row.GetGetter<MLImage>(Column);
        MLImage? image = null;
        return buffer =>
        {
            Get(getter, ref image!, row);
            if (image is null) throw Missing(row);
            try
            {
                ImageDecoder.Copy(image, buffer);
            }
            catch (InvalidOperationException error)
            {
                // All that ML.NET says of an image that is disposed is that it is.
                throw new InvalidOperationException(
                    $"{NameOfImage(row)} is disposed. Keep images until the last training or prediction with their rows is over.", error);
            }
            return File.Exists(image.Tag) ? image.Tag : null;
        };
    }

    private static Func<ImageBuffer, string?> ReferenceReader(ValueGetter<ImageReference> getter) => buffer =>
    {
        ImageReference reference = default;
        getter(ref reference);
        reference.Read(buffer);
        return reference.Images.NameOf(reference.Index);
    };

    // LoadImages and LoadRawImageBytes read the file here, and what they throw does not always say which.
    private void Get<T>(ValueGetter<T> getter, ref T value, DataViewRow row)
    {
        try
        {
            getter(ref value);
        }
        catch (Exception error) when (error is ArgumentException or UnauthorizedAccessException || error is IOException and not UnreadableImageException)
        {
            throw new UnreadableImageException(NameOfImage(row), error.Message, error);
        }
    }

    private Action<ImageBuffer> BytesReader(DataViewRow row)
    {
        var getter = row.GetGetter<VBuffer<byte>>(Column);
        VBuffer<byte> bytes = default;
        return buffer =>
        {
            Get(getter, ref bytes, row);
            if (bytes.Length == 0) throw Missing(row);
            Decode([.. bytes.DenseValues()], row, buffer);
        };
    }

    private void Decode(byte[] encoded, DataViewRow row, ImageBuffer buffer)
    {
        try
        {
            ImageDecoder.Decode(encoded, Column.Name, buffer);
        }
        catch (UnreadableImageException error)
        {
            throw new UnreadableImageException(NameOfImage(row), error.Reason, error);
        }
    }

    private Action<ImageBuffer> PixelReader(DataViewRow row, PixelVector shape)
    {
        var getter = row.GetGetter<VBuffer<float>>(Column);
        VBuffer<float> values = default;
        var dense = new float[shape.Channels * shape.Height * shape.Width];
        return buffer =>
        {
            getter(ref values);
            values.CopyTo(dense);
            try
            {
                shape.Copy(dense, buffer);
            }
            catch (FormatException error)
            {
                throw new InvalidOperationException(
                    $"Row {row.Position} of column '{Column.Name}' has no pixels of whole numbers from 0 to 255: {error.Message}. " +
                    "Leave out offsetImage and scaleImage of ExtractPixels; the network's normalisation comes after it.", error);
            }
        };
    }

    private string NameOfImage(DataViewRow row) => paths.UnreadableFile(row) ?? $"The image of row {row.Position} in column '{Column.Name}'";

    private InvalidOperationException Missing(DataViewRow row) =>
        new($"Row {row.Position} has no image in column '{Column.Name}'. Remove such rows before this step.");
}
