namespace Microsoft.ML.Data;

/// <summary>Those rows that pass a test.</summary>
/// <param name="input">All rows.</param>
/// <param name="tested">The columns that the test reads.</param>
/// <param name="makeTest">Makes the test of the row at which a cursor stands; called once a cursor.</param>
/// <param name="canShuffle">Whether the test's outcome is the same in whatever order the rows are read.</param>
internal sealed class FilteredDataView(IDataView input, IReadOnlyList<DataViewSchema.Column> tested, Func<DataViewRow, Func<bool>> makeTest,
    bool canShuffle = true) : IDataView
{
    public bool CanShuffle => canShuffle && input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var cursor = input.GetRowCursor(columns.Concat(tested), CanShuffle ? rand : null);
        return new Cursor(cursor, ActiveColumns.Flags(Schema, columns), makeTest(cursor));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor source, bool[] active, Func<bool> test) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _position;

        public override long Batch => source.Batch;

        public override bool MoveNext()
        {
            while (source.MoveNext())
            {
                if (!test()) continue;
                _position++;
                return true;
            }
            _position = -1;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
            ? source.GetGetter<TValue>(column)
            : throw new ArgumentOutOfRangeException(nameof(column), $"Requested column '{column.Name}' is not active: it was not among those asked for when the cursor was opened.");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _position = -1;
                source.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
