using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Walks over rows with a network's outputs. One cursor over the input hands its columns through row by row; others read images ahead,
/// a batch at a time, because a row that has been left cannot be read again.
/// </summary>
internal sealed class OutputCursor : DataViewRowCursor
{
    private readonly OutputColumns columns;
    private readonly HashSet<int> active;
    private readonly DataViewRowCursor rows;
    private readonly BatchedOutputs? outputs;
    private long row = -1;
    private bool disposed;

    public OutputCursor(IDataView input, OutputColumns columns, ImageRunner runner, IReadOnlyList<DataViewSchema.Column> needed)
    {
        this.columns = columns;
        active = [.. needed.Select(column => column.Index)];
        rows = input.GetRowCursor(columns.PassedThrough(needed));
        if (needed.Any(columns.IsComputed)) outputs = new BatchedOutputs(input, columns.Image, runner);
    }

    public override DataViewSchema Schema => columns.Output;

    public override long Position => rows.Position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        row++;
        return rows.MoveNext();
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        columns.CheckActive(column, IsColumnActive(column));
        return columns.IsComputed(column)
            ? columns.CreateGetter<TValue>(column, CurrentOutput)
            : rows.GetGetter<TValue>(columns.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            outputs?.Dispose();
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> CurrentOutput()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Position >= 0
            ? outputs!.Of(row)
            : throw new InvalidOperationException("There is no current row: call MoveNext until it returns true before reading a value.");
    }
}
