using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Rows of a schema with the columns of a <see cref="RowMapper"/> added.
/// A new name goes to the end; a known one goes behind the column that it hides.</summary>
internal sealed class RowToRowMap : IRowToRowMapper
{
    private readonly RowMapper _mapper;

    // For each output column: the index of the input column, or ~index of the added one.
    private readonly int[] _sources;

    public RowToRowMap(DataViewSchema inputSchema, RowMapper mapper)
    {
        InputSchema = inputSchema;
        _mapper = mapper;
        _sources = PlaceColumns(inputSchema, mapper.OutputColumns);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(_sources.Select(source =>
            source >= 0 ? new DataViewSchema.DetachedColumn(inputSchema[source]) : mapper.OutputColumns[~source]));
        OutputSchema = schema.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (var source in ActiveSources(dependingColumns))
        {
            if (source >= 0)
                needed[source] = true;
            else
                foreach (var column in _mapper.GetDependencies(~source))
                    needed[column.Index] = true;
        }
        return InputSchema.Where(column => needed[column.Index]).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = activeColumns.ToArray();
        var added = new bool[_mapper.OutputColumns.Count];
        foreach (var source in ActiveSources(columns))
            if (source < 0)
                added[~source] = true;
        return new MappedRow(this, input, columns, _mapper.CreateGetters(input, added));
    }

    private IEnumerable<int> ActiveSources(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = ActiveColumns.Flags(OutputSchema, columns);
        return _sources.Where((_, index) => active[index]);
    }

    private static int[] PlaceColumns(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> added)
    {
        var places = Enumerable.Range(0, input.Count).ToList();
        var names = input.Select(column => column.Name).ToList();
        for (int i = 0; i < added.Count; i++)
        {
            int hidden = names.LastIndexOf(added[i].Name);
            int place = hidden >= 0 ? hidden + 1 : names.Count;
            places.Insert(place, ~i);
            names.Insert(place, added[i].Name);
        }
        return [.. places];
    }

    private sealed class MappedRow : DataViewRow
    {
        private readonly RowToRowMap _map;
        private readonly DataViewRow _input;
        private readonly ColumnGetter?[] _added;
        private readonly ActiveColumns _columns;
        private bool _disposed;

        public MappedRow(RowToRowMap map, DataViewRow input, IEnumerable<DataViewSchema.Column> active, ColumnGetter?[] added)
        {
            _map = map;
            _input = input;
            _added = added;
            _columns = new ActiveColumns(map.OutputSchema, active, MakeGetter);
        }

        public override DataViewSchema Schema => _map.OutputSchema;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                foreach (var column in _added)
                    column?.Release?.Invoke();
                _input.Dispose();
            }
            base.Dispose(disposing);
        }

        private Delegate MakeGetter(DataViewSchema.Column column)
        {
            int source = _map._sources[column.Index];
            return source >= 0 ? Getters.Get(_input, _map.InputSchema[source]) : _added[~source]!.Getter;
        }
    }
}
