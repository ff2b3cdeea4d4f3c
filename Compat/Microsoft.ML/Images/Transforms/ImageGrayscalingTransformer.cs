using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Turns the colours of images into grey levels: 0.3 · red + 0.59 · green + 0.11 · blue.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("IMGGRAYT", 0x00010001, "ImageGrayscaleTransform", ModelVersion.ImageAnalytics);

    internal ImageGrayscalingTransformer(IHostEnvironment environment, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImageGrayscalingTransformer)), columns)
    {
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context) =>
        new ImageGrayscalingTransformer(environment, context.ReadPairs());

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
    }

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName, ImageColumns.RequireImage(input));
        return new MappedColumn(output, input, row => ImageColumns.MakeGetter(row, input, GrayscaleFilter.Apply));
    }
}
