using Microsoft.ML;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

/// <summary>Data that notes which columns its cursors are opened with, and how many cursors are open.</summary>
internal sealed class CountingDataView(IDataView input) : IDataView
{
    public List<string> Opened { get; } = [];

    public int Readings => Opened.Count;

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        Opened.Add(string.Join(",", columns.Select(column => column.Name).Distinct().Order()));
        return input.GetRowCursor(columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
