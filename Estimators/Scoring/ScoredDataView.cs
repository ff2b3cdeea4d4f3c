using Microsoft.ML;

namespace Toolkit.Estimators.Scoring;

/// <summary>A view of scored images. Nothing is computed until a cursor asks for it, and then in batches.</summary>
internal sealed class ScoredDataView(IDataView input, ScoreColumns columns, ImageScorer scorer) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ScoringCursor(input, columns, scorer, [.. columnsNeeded]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];
}
