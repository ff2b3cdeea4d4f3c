namespace Microsoft.ML.Data;

/// <summary>Data with every row mapped when it is read.</summary>
internal sealed class MappedDataView(IDataView input, IRowToRowMapper map) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => map.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return MakeCursor(input.GetRowCursor(map.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var cursors = input.GetRowCursorSet(map.GetDependencies(columns), n, rand);
        return Array.ConvertAll(cursors, cursor => MakeCursor(cursor, columns));
    }

    private DataViewRowCursor MakeCursor(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        try
        {
            return new RowCursor(cursor, map.GetRow(cursor, columns));
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}
