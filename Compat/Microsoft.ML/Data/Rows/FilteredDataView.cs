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
        return new Cursor(cursor, columns, makeTest(cursor));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> columns, Func<bool> test)
        : SelectingCursor(source, columns)
    {
        protected override bool MoveNextCore()
        {
            while (Source.MoveNext())
            {
                if (test())
                    return true;
            }
            return false;
        }
    }
}
