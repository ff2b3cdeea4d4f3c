using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A cursor that shows the rows of another through <see cref="IRowToRowMapper.GetRow"/>.</summary>
/// <param name="source">The cursor that moves.</param>
/// <param name="row">The view of its rows; disposing it disposes the source.</param>
internal sealed class RowCursor(DataViewRowCursor source, DataViewRow row) : DataViewRowCursor
{
    public override DataViewSchema Schema => row.Schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            row.Dispose();
        base.Dispose(disposing);
    }
}
