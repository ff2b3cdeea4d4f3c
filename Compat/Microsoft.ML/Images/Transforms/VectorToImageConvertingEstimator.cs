using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes a <see cref="VectorToImageConvertingTransformer"/>; does not look at the data.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> columns;

    internal VectorToImageConvertingEstimator(
        IHostEnvironment environment, VectorToImageOptions options, params IReadOnlyList<InputOutputColumnPair> columns)
        : base(
            environment.Register(nameof(VectorToImageConvertingEstimator)),
            new VectorToImageConvertingTransformer(environment, options, columns))
    {
        this.columns = columns;
    }

    /// <summary>The input's columns, and the images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or holds no vectors of Single, Double or Byte of
    /// known size.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(columns.Select(pair =>
        {
            var input = inputSchema.FindColumn(pair.InputColumnName);
            if (input.Kind != SchemaShape.Column.VectorKind.Vector || !IsAllowed(input.ItemType))
                throw Errors.SchemaMismatch("input", input.Name, "known-size vector of type Single, Double or Byte", input.TypeString);
            return SchemaShape.Column.Create(pair.OutputColumnName, Transformer.OutputType);
        }));
    }

    private static bool IsAllowed(DataViewType type) =>
        type.Equals(NumberDataViewType.Single) || type.Equals(NumberDataViewType.Double) || type.Equals(NumberDataViewType.Byte);
}
