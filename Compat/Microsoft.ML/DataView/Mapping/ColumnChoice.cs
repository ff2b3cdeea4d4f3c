using Microsoft.ML.Utilities;

namespace Microsoft.ML.Data;

/// <summary>Rows with some of the columns, in another order.</summary>
/// <param name="inputSchema">All columns.</param>
/// <param name="kept">Those that stay, in their new order.</param>
internal sealed class ColumnChoice(DataViewSchema inputSchema, DataViewSchema.Column[] kept) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } = MakeSchema(kept);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = ActiveColumns.Flags(OutputSchema, dependingColumns);
        return kept.Where((_, index) => active[index]).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Row(input, OutputSchema,
            new ActiveColumns(OutputSchema, activeColumns, column => Getters.Get(input, kept[column.Index])));
    }

    private static DataViewSchema MakeSchema(DataViewSchema.Column[] columns)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(columns);
        return schema.ToSchema();
    }

    private sealed class Row(DataViewRow input, DataViewSchema schema, ActiveColumns columns) : DataViewRow
    {
        public override DataViewSchema Schema => schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => columns.Contains(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
