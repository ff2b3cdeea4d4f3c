using Microsoft.ML.Data;
using Microsoft.ML.Images;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes an <see cref="ImageGrayscalingTransformer"/>; does not look at the data.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> columns;

    internal ImageGrayscalingEstimator(IHostEnvironment environment, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(ImageGrayscalingEstimator)), new ImageGrayscalingTransformer(environment, columns))
    {
        this.columns = columns;
    }

    /// <summary>The input's columns, and the grey images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or holds no images.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
            ImageColumns.RequireImage(inputSchema, pair.InputColumnName).WithName(pair.OutputColumnName)));
    }
}
