using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Walks over rows one by one, where nothing is to be computed, or where a column must be handed through that cannot be kept while others are
/// read ahead, as decoded images are.
/// </summary>
/// <param name="input">The input's cursor.</param>
/// <param name="row">A row over it; disposed with this cursor, and the input's with it.</param>
internal sealed class SteppingCursor(DataViewRowCursor input, OutputRow row) : DataViewRowCursor
{
    private bool disposed;

    public override DataViewSchema Schema => row.Schema;

    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return input.MoveToNext();
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            row.Dispose();
        }

        base.Dispose(disposing);
    }
}
