using Microsoft.ML;
using Toolkit.Estimators.Scoring.Rows;

namespace Toolkit.Estimators.Scoring;

/// <summary>A view with a network's outputs. Nothing is computed until a cursor asks for it, and then in batches.</summary>
internal sealed class OutputDataView(IDataView input, OutputColumns columns, ImageRunner runner) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        DataViewSchema.Column[] kept = [.. columns.PassedThrough(needed)];
        return needed.Any(columns.IsComputed) && RowReaders.TryOpen(input, runner.Prepared(columns.Image), kept) is { } readers
            ? new OutputCursor(readers, columns, runner, needed, kept)
            : StepThrough(needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private SteppingCursor StepThrough(DataViewSchema.Column[] needed)
    {
        var images = needed.Any(columns.IsComputed) ? columns.Image.Columns : [];
        var cursor = input.GetRowCursor(columns.PassedThrough(needed).Concat(images).DistinctBy(column => column.Index));
        return new SteppingCursor(cursor, new OutputRow(cursor, columns, runner, needed));
    }
}
