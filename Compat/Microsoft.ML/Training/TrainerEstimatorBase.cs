using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer that reads features, labels and, where asked for, weights.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    /// <summary>What the feature column must be.</summary>
    public readonly SchemaShape.Column FeatureColumn;

    /// <summary>What the label column must be.</summary>
    public readonly SchemaShape.Column LabelColumn;

    /// <summary>What the weight column must be; <c>default</c> where none is used.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight)
    {
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    /// <summary>What the trainer would like its data to be.</summary>
    public abstract TrainerInfo Info { get; }

    private protected IHost Host { get; }

    /// <summary>Learns from the data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row to learn from.</exception>
    public TTransformer Fit(IDataView input) => Train(input, initialModel: null);

    /// <summary>The shape with the columns that the fitted model adds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckColumns(inputSchema);
        return inputSchema.With(OutputColumns(inputSchema));
    }

    private protected TTransformer Train(IDataView data, TModel? initialModel)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckColumns(SchemaShape.Create(data.Schema));
        return MakeTransformer(TrainModel(data, initialModel), data.Schema);
    }

    private protected abstract TModel TrainModel(IDataView data, TModel? initialModel);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape inputSchema);

    private void CheckColumns(SchemaShape schema)
    {
        Check(schema, FeatureColumn, "feature");
        if (WeightColumn.Name is not null)
            Check(schema, WeightColumn, "weight");
        Check(schema, LabelColumn, "label");
    }

    private static void Check(SchemaShape schema, SchemaShape.Column expected, string role)
    {
        var found = schema.FindColumn(expected.Name, role);
        if (!expected.IsCompatibleWith(found))
            throw Errors.SchemaMismatch(role, expected.Name, expected.TypeString, found.TypeString);
    }
}
