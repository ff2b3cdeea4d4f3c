using Microsoft.ML.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Reads the files that text columns name, as images or as bytes.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("IMGLOADR", 0x00010003, "ImageLoaderTransform", ModelVersion.ImageAnalytics);

    private readonly bool decode;

    /// <param name="environment">The context.</param>
    /// <param name="imageFolder">What relative paths start from; null for the current folder. Where a model is loaded, it need not exist.</param>
    /// <param name="decode">Whether files become images; otherwise bytes.</param>
    /// <param name="columns">Output and input columns.</param>
    internal ImageLoadingTransformer(
        IHostEnvironment environment, string? imageFolder, bool decode, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImageLoadingTransformer)), columns)
    {
        this.decode = decode;
        ImageFolder = imageFolder;
    }

    /// <summary>The absolute path of the folder that relative paths start from; null for the current folder.</summary>
    public readonly string? ImageFolder;

    internal DataViewType OutputType => decode ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        var imageFolder = context.ReadStringOrNull();
        return new ImageLoadingTransformer(environment, imageFolder, context.Reader.ReadBoolean(), columns);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        ctx.WriteString(ImageFolder);
        ctx.Writer.Write(decode);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        if (input.Type is not TextDataViewType)
            throw Errors.SchemaMismatch("input", input.Name, TextDataViewType.Instance.ToString(), input.Type.ToString()!);
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, OutputType);
        return new MappedColumn(output, [input], row => decode ? MakeImageGetter(row, input) : MakeBytesGetter(row, input));
    }

    /// <summary>An empty path gives a missing image. The last image is disposed of with the cursor.</summary>
    private ColumnGetter MakeImageGetter(DataViewRow row, DataViewSchema.Column input)
    {
        var getPath = row.GetGetter<ReadOnlyMemory<char>>(input);
        MLImage? last = null;
        ValueGetter<MLImage?> getter = (ref MLImage? value) =>
        {
            value?.Dispose();
            value = last = FullPath(getPath) is { } path ? LoadTagged(path) : null;
        };
        return new ColumnGetter(getter, () => last?.Dispose());
    }

    /// <summary>An empty path gives an empty vector.</summary>
    private ColumnGetter MakeBytesGetter(DataViewRow row, DataViewSchema.Column input)
    {
        var getPath = row.GetGetter<ReadOnlyMemory<char>>(input);
        ValueGetter<VBuffer<byte>> getter = (ref VBuffer<byte> value) =>
        {
            var bytes = FullPath(getPath) is { } path ? File.ReadAllBytes(path) : [];
            value = new VBuffer<byte>(bytes.Length, bytes);
        };
        return new ColumnGetter(getter);
    }

    private string? FullPath(ValueGetter<ReadOnlyMemory<char>> getPath)
    {
        ReadOnlyMemory<char> path = default;
        getPath(ref path);
        if (path.IsEmpty) return null;
        return ImageFolder is null ? path.ToString() : Path.Combine(ImageFolder, path.ToString());
    }

    private static MLImage LoadTagged(string path)
    {
        var image = MLImage.Load(path);
        image.Tag = path;
        return image;
    }
}
