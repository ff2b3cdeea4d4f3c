using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns vectors of values into images.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("VECTOIMG", 0x00010003, "VectorToImageConverter", ModelVersion.ImageAnalytics);

    private readonly VectorToImageOptions options;

    internal VectorToImageConvertingTransformer(
        IHostEnvironment environment, VectorToImageOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(VectorToImageConvertingTransformer)), columns)
    {
        this.options = options.Check();
    }

    internal ImageDataViewType OutputType => new(options.Height, options.Width);

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        var columns = context.ReadPairs();
        return new VectorToImageConvertingTransformer(environment, context.ReadSame(columns, VectorToImageOptions.Load), columns);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
        ctx.WriteSame(Columns, options.Save);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        var expected = new VectorDataViewType(NumberDataViewType.Single, options.Planes.Dimensions(options.Height, options.Width));
        if (input.Type is not VectorDataViewType vector || vector.Size != expected.Size)
            throw Errors.SchemaMismatch("input", input.Name, expected.ToString(), input.Type.ToString()!);
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, OutputType);
        return new MappedColumn(output, input, row => MakeGetter(row, input, vector.ItemType));
    }

    private Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input, PrimitiveDataViewType itemType)
    {
        if (itemType.Equals(NumberDataViewType.Single)) return MakeGetter<float>(row, input, options.ToByte);
        if (itemType.Equals(NumberDataViewType.Double)) return MakeGetter<double>(row, input, value => options.ToByte((float)value));
        if (itemType.Equals(NumberDataViewType.Byte)) return MakeGetter<byte>(row, input, value => value);
        throw Errors.SchemaMismatch("input", input.Name, "vector of Single, Double or Byte", input.Type.ToString()!);
    }

    /// <summary>A vector that stores no values gives a missing image.</summary>
    private ValueGetter<MLImage?> MakeGetter<T>(DataViewRow row, DataViewSchema.Column input, Func<T, byte> convert)
        where T : struct, INumberBase<T>
    {
        var getVector = row.GetGetter<VBuffer<T>>(input);
        var vector = default(VBuffer<T>);
        var background = options.Background(scaled: typeof(T) != typeof(byte));
        return (ref MLImage? value) =>
        {
            getVector(ref vector);
            value = vector.GetValues().IsEmpty ? null : ToImage(vector, background, convert);
        };
    }

    private MLImage ToImage<T>(in VBuffer<T> vector, ReadOnlySpan<byte> background, Func<T, byte> convert)
    {
        var pixels = new byte[4 * options.Width * options.Height];
        for (var i = 0; i < pixels.Length; i += 4) background.CopyTo(pixels.AsSpan(i));
        options.Planes.Write(vector.DenseValues().ToArray(), pixels, convert);
        var image = new MLImage(options.Width, options.Height, MLPixelFormat.Bgra32, pixels);
        image.Tag = nameof(VectorToImageConvertingTransformer);
        return image;
    }
}
