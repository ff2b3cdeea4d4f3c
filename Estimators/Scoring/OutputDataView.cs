using Microsoft.ML;

namespace Toolkit.Estimators.Scoring;

/// <summary>A view with a network's outputs. Nothing is computed until a cursor asks for it, and then in batches.</summary>
internal sealed class OutputDataView(IDataView input, OutputColumns columns, ImageRunner runner) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new OutputCursor(input, columns, runner, [.. columnsNeeded]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];
}
