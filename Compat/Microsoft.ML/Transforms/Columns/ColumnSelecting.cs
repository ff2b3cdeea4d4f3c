using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns or leaves some out.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment environment, ColumnSelectingTransformer transformer)
        : base(environment.Register(nameof(ColumnSelectingEstimator)), transformer)
    {
    }

    /// <summary>The shape with the columns that stay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column named is missing.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Transformer.CheckNames(inputSchema.Select(column => column.Name));
        return new SchemaShape(inputSchema.Where(column => Transformer.Keeps(column.Name)));
    }
}

/// <summary>Keeps some columns, in the order in which they are named, or leaves some out.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal static readonly ModelVersion Version = new("SELCOLST", 0x00010001, "SelectColumnsTransform");

    private readonly IReadOnlyList<string> _names;
    private readonly bool _keep;
    private readonly bool _keepHidden;

    /// <param name="names">The columns.</param>
    /// <param name="keep">Whether to keep these columns; otherwise they are left out.</param>
    /// <param name="keepHidden">Whether hidden columns of the names to keep stay too.</param>
    internal ColumnSelectingTransformer(IReadOnlyList<string> names, bool keep, bool keepHidden)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            throw new InvalidOperationException("At least one column must be named.");
        _names = names;
        _keep = keep;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns that stay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column named is missing.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMap(inputSchema).OutputSchema;

    /// <summary>The data with the columns that stay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column named is missing.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, MakeMap(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMap(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.Begin(Version);
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(false); // whether missing columns are no error
        ctx.WriteStrings(_names);
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context)
    {
        bool keep = context.Reader.ReadBoolean();
        bool keepHidden = context.Reader.ReadBoolean();
        if (context.Reader.ReadBoolean())
            throw ModelArchive.Damaged("it selects columns that may be missing, which this library does not");
        return new ColumnSelectingTransformer(context.ReadStrings(), keep, keepHidden);
    }

    internal bool Keeps(string name) => _names.Contains(name) == _keep;

    internal void CheckNames(IEnumerable<string> known)
    {
        var missing = _names.Except(known).ToList();
        if (missing.Count > 0)
            throw Errors.MissingColumn("input", string.Join(",", missing));
    }

    private ColumnChoice MakeMap(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckNames(inputSchema.Select(column => column.Name));
        var kept = _keep
            ? _names.Distinct().SelectMany(name => inputSchema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : inputSchema.Where(column => Keeps(column.Name));
        return new ColumnChoice(inputSchema, [.. kept]);
    }
}
