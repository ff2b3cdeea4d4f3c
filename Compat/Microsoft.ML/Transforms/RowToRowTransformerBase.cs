using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that adds columns to every row and looks at nothing else.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Host = host;
    }

    private protected IHost Host { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns of the transformed data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that is needed is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMap(inputSchema).OutputSchema;

    /// <summary>The data with the added columns, which are computed when they are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that is needed is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, MakeMap(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMap(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        SaveModel(ctx);
    }

    /// <summary>Checks the schema and says what is added to its rows.</summary>
    private protected abstract RowMapper MakeRowMapper(DataViewSchema inputSchema);

    /// <summary>Writes everything that the loader named in <see cref="ModelLoaders"/> needs.</summary>
    private protected abstract void SaveModel(ModelSaveContext ctx);

    private RowToRowMap MakeMap(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowToRowMap(inputSchema, MakeRowMapper(inputSchema));
    }
}
