using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns images of one size into vectors of their values.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("IMGPXEXT", 0x00010003, "ImagePixelExtractor", ModelVersion.ImageAnalytics);

    private readonly PixelExtractionOptions options;

    internal ImagePixelExtractingTransformer(
        IHostEnvironment environment, PixelExtractionOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImagePixelExtractingTransformer)), columns)
    {
        this.options = options.Check();
    }

    internal PrimitiveDataViewType ItemType => options.AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        return new ImagePixelExtractingTransformer(environment, context.ReadSame(columns, PixelExtractionOptions.Load), columns);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        ctx.WriteSame(Columns, options.Save);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        var image = ImageColumns.RequireImage(input);
        if (!image.IsKnownSize) throw Errors.SchemaMismatch("input", input.Name, "known-size image", "unknown-size image");
        var type = new VectorDataViewType(ItemType, options.Planes.Dimensions(image.Height, image.Width));
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, type);
        return new MappedColumn(output, input, row => options.AsFloat
            ? MakeGetter(row, input, image, type.Size, options.FloatTable())
            : MakeGetter(row, input, image, type.Size, options.ByteTable()));
    }

    /// <summary>A missing image gives zeros.</summary>
    private ValueGetter<VBuffer<T>> MakeGetter<T>(DataViewRow row, DataViewSchema.Column input, ImageDataViewType type, int size, T[] table)
    {
        var getImage = row.GetGetter<MLImage?>(input);
        MLImage? image = null;
        return (ref VBuffer<T> value) =>
        {
            getImage(ref image);
            if (image is null)
            {
                value = VBufferEditor.Create(ref value, size, valuesCount: 0).Commit();
                return;
            }
            CheckSize(image, input, type);
            var editor = VBufferEditor.Create(ref value, size);
            options.Planes.Read(image, editor.Values, table);
            value = editor.Commit();
        };
    }

    private static void CheckSize(MLImage image, DataViewSchema.Column input, ImageDataViewType type)
    {
        if (image.Width == type.Width && image.Height == type.Height) return;
        throw new InvalidOperationException(
            $"Column '{input.Name}' is of images of {type.Width} x {type.Height} pixels, but one has {image.Width} x {image.Height}.");
    }
}

/// <summary>Which values of an image are extracted, and how they are scaled.</summary>
/// <param name="Planes">Colours, order and arrangement.</param>
/// <param name="Offset">Subtracted from every value first.</param>
/// <param name="Scale">What the difference is multiplied by.</param>
/// <param name="AsFloat">Whether values are floats; otherwise they are bytes, neither shifted nor scaled.</param>
internal sealed record PixelExtractionOptions(ColourPlanes Planes, float Offset, float Scale, bool AsFloat)
{
    /// <summary>Checks what a caller gave; offset and scale must be finite, and scale not 0.</summary>
    public PixelExtractionOptions Check()
    {
        Planes.Check();
        if (!AsFloat) return this with { Offset = 0, Scale = 1 };
        if (!float.IsFinite(Offset)) throw new ArgumentOutOfRangeException(nameof(Offset), Offset, "The offset must be finite.");
        if (!float.IsFinite(Scale) || Scale == 0)
            throw new ArgumentOutOfRangeException(nameof(Scale), Scale, "The scale must be finite and not 0.");
        return this;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Planes.Colors);
        writer.Write((byte)Planes.Order);
        writer.Write(AsFloat);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write(Planes.Interleaved);
    }

    public static PixelExtractionOptions Load(BinaryReader reader)
    {
        var (colors, order) = ((ColorBits)reader.ReadByte(), (ColorsOrder)reader.ReadByte());
        bool asFloat = reader.ReadBoolean();
        var (offset, scale) = (reader.ReadSingle(), reader.ReadSingle());
        return new PixelExtractionOptions(new ColourPlanes(colors, order, reader.ReadBoolean()), offset, scale, asFloat);
    }

    public float[] FloatTable() => [.. Enumerable.Range(0, 256).Select(value => (value - Offset) * Scale)];

    public byte[] ByteTable() => [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
}
