namespace Microsoft.ML.Data;

/// <summary>The rows from one number to another, in the order of the data.</summary>
/// <param name="input">All rows.</param>
/// <param name="skip">How many are left out at the start.</param>
/// <param name="take">How many follow, at most.</param>
internal sealed class RowRangeDataView(IDataView input, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount() is { } count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return new Cursor(input.GetRowCursor(columns), columns, skip, take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor source, IEnumerable<DataViewSchema.Column> columns, long skip, long take)
        : SelectingCursor(source, columns)
    {
        private long _skipLeft = skip;
        private long _takeLeft = take;

        protected override bool MoveNextCore()
        {
            for (; _skipLeft > 0; _skipLeft--)
                if (!Source.MoveNext())
                    return false;
            return _takeLeft-- > 0 && Source.MoveNext();
        }
    }
}
