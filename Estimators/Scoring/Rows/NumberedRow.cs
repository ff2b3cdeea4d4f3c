using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>
/// The row of a cursor that shares a view's rows with others. Each counts its own; messages about a row must have its number in the view.
/// </summary>
internal sealed class NumberedRow(DataViewRowCursor cursor) : DataViewRow
{
    /// <summary>Number in the view, from 0, once somebody knows it.</summary>
    public long? Number { get; set; }

    public override DataViewSchema Schema => cursor.Schema;

    public override long Position => Number ?? cursor.Position;

    public override long Batch => cursor.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => cursor.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);
}
