using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings images to one size.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("IMGSCALF", 0x00010003, "ImageScalerTransform", ModelVersion.ImageAnalytics);

    private readonly ImageResizingOptions options;

    internal ImageResizingTransformer(
        IHostEnvironment environment, ImageResizingOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImageResizingTransformer)), columns)
    {
        this.options = options.Check();
    }

    internal ImageDataViewType OutputType => new(options.Height, options.Width);

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        return new ImageResizingTransformer(environment, context.ReadSame(columns, ImageResizingOptions.Load), columns);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        ctx.WriteSame(Columns, options.Save);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        ImageColumns.RequireImage(input);
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, OutputType);
        return new MappedColumn(output, input, row => ImageColumns.MakeGetter(row, input, Resize));
    }

    private MLImage Resize(MLImage image) => ImageResizer.Resize(image, options.Width, options.Height, options.Resizing, options.Anchor);
}

/// <summary>What images are resized to, and how.</summary>
internal sealed record ImageResizingOptions(
    int Width, int Height, ImageResizingEstimator.ResizingKind Resizing, ImageResizingEstimator.Anchor Anchor)
{
    /// <summary>Checks what a caller gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1 or too large, or a value is unknown.</exception>
    public ImageResizingOptions Check()
    {
        _ = new ImageDataViewType(Height, Width);
        if (!Enum.IsDefined(Resizing)) throw new ArgumentOutOfRangeException(nameof(Resizing), Resizing, "Use IsoPad, IsoCrop or Fill.");
        if (!Enum.IsDefined(Anchor))
            throw new ArgumentOutOfRangeException(nameof(Anchor), Anchor, "Use Right, Left, Top, Bottom or Center.");
        return this;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Width);
        writer.Write(Height);
        writer.Write((byte)Resizing);
        writer.Write((byte)Anchor);
    }

    public static ImageResizingOptions Load(BinaryReader reader) => new(
        reader.ReadInt32(), reader.ReadInt32(),
        (ImageResizingEstimator.ResizingKind)reader.ReadByte(), (ImageResizingEstimator.Anchor)reader.ReadByte());
}
