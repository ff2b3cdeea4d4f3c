using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes an <see cref="ImageResizingTransformer"/>; does not look at the data.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> columns;

    internal ImageResizingEstimator(
        IHostEnvironment environment, ImageResizingOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(environment, options, columns))
    {
        this.columns = columns;
    }

    /// <summary>What to do where the proportions differ.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>Keep the proportions, show the whole image, and leave the rest black. Smooth (Mitchell's cubic filter).</summary>
        IsoPad = 0,

        /// <summary>Keep the proportions, fill the whole result, and cut off the rest. Smooth (Mitchell's cubic filter).</summary>
        IsoCrop = 1,

        /// <summary>Stretch. Takes the nearest pixel.</summary>
        Fill = 2,
    }

    /// <summary>Which part stays when an image is cut.</summary>
    public enum Anchor : byte
    {
        /// <summary>The right one.</summary>
        Right = 0,

        /// <summary>The left one.</summary>
        Left = 1,

        /// <summary>The upper one.</summary>
        Top = 2,

        /// <summary>The lower one.</summary>
        Bottom = 3,

        /// <summary>The middle.</summary>
        Center = 4,
    }

    /// <summary>The input's columns, and the resized images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or holds no images.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            ImageColumns.RequireImage(inputSchema, pair.InputColumnName);
            return SchemaShape.Column.Create(pair.OutputColumnName, Transformer.OutputType);
        }));
    }
}
