using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Makes columns by a function of the user's, from an object with the input columns to one with the output columns.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string? _contractName;
    private readonly SchemaDefinition? _inputDefinition;

    internal CustomMappingTransformer(Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputDefinition = null, SchemaDefinition? outputDefinition = null)
    {
        ArgumentNullException.ThrowIfNull(mapAction);
        _mapAction = mapAction;
        _contractName = contractName;
        _inputDefinition = inputDefinition;
        Added = new TypedSchema<TDst>(outputDefinition, SchemaDefinition.Direction.Write);
        Needed = TypedColumn.Of(typeof(TSrc), inputDefinition, SchemaDefinition.Direction.Write);
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns made.</summary>
    internal TypedSchema<TDst> Added { get; }

    /// <summary>The columns they are made of.</summary>
    internal IReadOnlyList<TypedColumn> Needed { get; }

    /// <summary>The columns of the transformed data.</summary>
    /// <exception cref="InvalidOperationException">An input column is missing or has another type than its member.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMap(inputSchema).OutputSchema;

    /// <summary>The data with the columns made, each when it is read.</summary>
    /// <exception cref="InvalidOperationException">An input column is missing or has another type than its member.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, MakeMap(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMap(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.Module.Assembly);

    private RowToRowMap MakeMap(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowToRowMap(inputSchema,
            new Mapper(this, new RowWriter<TSrc>(inputSchema, ignoreMissingColumns: false, _inputDefinition)));
    }

    private sealed class Mapper(CustomMappingTransformer<TSrc, TDst> parent, RowWriter<TSrc> source) : RowMapper
    {
        public override IReadOnlyList<DataViewSchema.DetachedColumn> OutputColumns { get; } =
            [.. parent.Added.Columns.Select(column => column.Column)];

        public override IEnumerable<DataViewSchema.Column> GetDependencies(int output) => source.Columns;

        public override ColumnGetter?[] CreateGetters(DataViewRow input, bool[] active)
        {
            var getters = new ColumnGetter?[active.Length];
            if (!active.Contains(true))
                return getters;

            var current = MapOncePerRow(input);
            foreach (var column in parent.Added.Schema.Where(column => active[column.Index]))
                getters[column.Index] = new ColumnGetter(parent.Added.MakeGetter(column, current));
            return getters;
        }

        private Func<TDst> MapOncePerRow(DataViewRow input)
        {
            var fill = source.Bind(input);
            var from = new TSrc();
            var to = new TDst();
            long mapped = -1;
            return () =>
            {
                if (input.Position < 0)
                    throw new InvalidOperationException(Getters.NoRow);
                if (mapped != input.Position)
                {
                    fill(from);
                    parent._mapAction(from, to);
                    mapped = input.Position;
                }
                return to;
            };
        }
    }
}
