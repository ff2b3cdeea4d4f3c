using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Walks over scored rows. Two cursors run over the input: one hands its columns through row by row, the other one
/// reads images ahead, a batch at a time, because a row that has been left cannot be read again.
/// </summary>
internal sealed class ScoringCursor : DataViewRowCursor
{
    private readonly ScoreColumns columns;
    private readonly HashSet<int> active;
    private readonly DataViewRowCursor rows;
    private readonly BatchedScores? batches;
    private bool disposed;

    public ScoringCursor(IDataView input, ScoreColumns columns, ImageScorer scorer, IReadOnlyList<DataViewSchema.Column> needed)
    {
        this.columns = columns;
        active = [.. needed.Select(column => column.Index)];
        rows = input.GetRowCursor(columns.PassedThrough(needed));
        if (needed.Any(columns.IsComputed)) batches = new BatchedScores(input, columns.Image, scorer);
    }

    public override DataViewSchema Schema => columns.Output;

    public override long Position => rows.Position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!rows.MoveNext()) return false;
        batches?.MoveNext();
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        columns.CheckActive(column, IsColumnActive(column));
        return columns.IsComputed(column)
            ? ScoreGetters.Create<TValue>(columns, column, CurrentScores)
            : rows.GetGetter<TValue>(columns.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            batches?.Dispose();
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> CurrentScores()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Position >= 0
            ? batches!.Current
            : throw new InvalidOperationException("There is no current row: call MoveNext until it returns true before reading a value.");
    }
}
