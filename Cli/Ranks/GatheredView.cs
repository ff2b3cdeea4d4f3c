using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Cli.Ranks;

/// <summary>A view some of whose columns are known already, so that nothing is computed for them.</summary>
/// <param name="source">The view.</param>
/// <param name="known">The columns, by their index.</param>
internal sealed class GatheredView(IDataView source, IReadOnlyDictionary<int, GatheredColumn> known) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return new Cursor(source.GetRowCursor(columns.Where(column => !known.ContainsKey(column.Index))), columns, known);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor rows, IEnumerable<DataViewSchema.Column> columns, IReadOnlyDictionary<int, GatheredColumn> known)
        : DataViewRowCursor
    {
        private readonly HashSet<int> active = [.. columns.Select(column => column.Index)];

        public override DataViewSchema Schema => rows.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool MoveNext() => rows.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => known.TryGetValue(column.Index, out var values)
            ? (ValueGetter<TValue>)values.Getter(() => Position, column.Type)
            : rows.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing) rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
