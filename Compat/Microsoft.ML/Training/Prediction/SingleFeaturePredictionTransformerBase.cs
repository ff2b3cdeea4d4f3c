using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>A transformer with a model that predicts from one column.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel>
    : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(
        IHost host, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(host, model)
    {
        FeatureColumnName = featureColumnName;
        FeatureColumnType = featureColumnType;
    }

    /// <summary>The column it predicts from.</summary>
    public string FeatureColumnName { get; }

    /// <summary>The type of that column.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>The columns of the transformed data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type.</exception>
    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return MakeMap(inputSchema).OutputSchema;
    }

    private protected sealed override IRowToRowMapper MakeMap(DataViewSchema inputSchema)
    {
        var feature = inputSchema.FindColumn(FeatureColumnName, "feature");
        if (!feature.Type.Equals(FeatureColumnType))
            throw Errors.SchemaMismatch("feature", FeatureColumnName, FeatureColumnType.ToString()!, feature.Type.ToString()!);
        return new RowToRowMap(inputSchema, MakeRowMapper(feature));
    }

    private protected abstract RowMapper MakeRowMapper(DataViewSchema.Column feature);
}
