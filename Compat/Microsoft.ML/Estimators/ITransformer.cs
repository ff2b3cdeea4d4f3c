using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Something that can write itself into a saved model.</summary>
public interface ICanSaveModel
{
    /// <summary>Writes into <paramref name="ctx"/>.</summary>
    void Save(ModelSaveContext ctx);
}

/// <summary>Makes data out of data.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether <see cref="GetRowToRowMapper"/> can be called.</summary>
    bool IsRowToRowMapper { get; }

    /// <summary>The columns of the transformed data, for data with these columns.</summary>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The transformed data. Nothing is computed before it is read.</summary>
    IDataView Transform(IDataView input);

    /// <summary>What makes single rows of the transformed data.</summary>
    /// <exception cref="InvalidOperationException"><see cref="IsRowToRowMapper"/> is false.</exception>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}

/// <summary>Makes a transformer by looking at data.</summary>
public interface IEstimator<out TTransformer>
    where TTransformer : ITransformer
{
    /// <summary>Looks at the data and makes the transformer.</summary>
    TTransformer Fit(IDataView input);

    /// <summary>The shape of the transformed data, for data of this shape.</summary>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}

/// <summary>A transformer with a model that predicts.</summary>
public interface IPredictionTransformer<out TModel> : ITransformer
{
    /// <summary>The model.</summary>
    TModel Model { get; }
}

/// <summary>A transformer with a model that predicts from one column.</summary>
public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
{
    /// <summary>The column it predicts from.</summary>
    string FeatureColumnName { get; }

    /// <summary>The type of that column.</summary>
    DataViewType FeatureColumnType { get; }
}
