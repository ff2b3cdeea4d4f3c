using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes an <see cref="ImagePixelExtractingTransformer"/>; does not look at the data.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> columns;

    internal ImagePixelExtractingEstimator(
        IHostEnvironment environment, PixelExtractionOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(
            environment.Register(nameof(ImagePixelExtractingEstimator)),
            new ImagePixelExtractingTransformer(environment, options, columns))
    {
        this.columns = columns;
    }

    /// <summary>Colours of a pixel.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        /// <summary>Alpha.</summary>
        Alpha = 1,

        /// <summary>Red.</summary>
        Red = 2,

        /// <summary>Green.</summary>
        Green = 4,

        /// <summary>Blue.</summary>
        Blue = 8,

        /// <summary>Red, green and blue.</summary>
        Rgb = Red | Green | Blue,

        /// <summary>Red, green, blue and alpha.</summary>
        All = Alpha | Rgb,
    }

    /// <summary>The order of colours; the ones that are not used are left out of it.</summary>
    public enum ColorsOrder : byte
    {
        /// <summary>Alpha, red, green, blue.</summary>
        ARGB = 1,

        /// <summary>Alpha, red, blue, green.</summary>
        ARBG = 2,

        /// <summary>Alpha, blue, red, green.</summary>
        ABRG = 3,

        /// <summary>Alpha, blue, green, red.</summary>
        ABGR = 4,

        /// <summary>Alpha, green, red, blue.</summary>
        AGRB = 5,

        /// <summary>Alpha, green, blue, red.</summary>
        AGBR = 6,
    }

    /// <summary>The input's columns, and the vectors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or holds no images.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            ImageColumns.RequireImage(inputSchema, pair.InputColumnName);
            return new SchemaShape.Column(pair.OutputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.ItemType, isKey: false);
        }));
    }
}
