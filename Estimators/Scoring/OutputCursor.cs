using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Scoring.Rows;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Walks over rows with a network's outputs. Rows are read ahead, and a batch of them is computed when an output of one is first asked for.
/// </summary>
/// <param name="readers">Disposed with the cursor.</param>
/// <param name="columns">The view's columns.</param>
/// <param name="runner">Computes.</param>
/// <param name="needed">The active columns.</param>
/// <param name="kept">Those of them that are handed through, in the order in which <paramref name="readers"/> keep them.</param>
internal sealed class OutputCursor(
    RowReaders readers, OutputColumns columns, ImageRunner runner, IEnumerable<DataViewSchema.Column> needed,
    IReadOnlyList<DataViewSchema.Column> kept) : DataViewRowCursor
{
    private readonly HashSet<int> active = [.. needed.Select(column => column.Index)];
    private RowBlock? block;
    private float[]? outputs;
    private int row;
    private long position = -1;
    private bool ended, disposed;

    public override DataViewSchema Schema => columns.Output;

    public override long Position => ended ? -1 : position;

    public override long Batch => 0;

    /// <exception cref="Exception">The next row cannot be read: what its reading threw.</exception>
    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (ended) return false;
        row++;
        if (block is null || row >= block.Count)
        {
            if (block?.Failure is null) (block, outputs, row) = (readers.Next(block), null, 0);
            ended = block is null;
            if (block?.Failure is not null) block.Owner.Fail(block, position + 1);
        }
        if (!ended) position++;
        return !ended;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => Current().CopyId(row, ref value);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        columns.CheckActive(column, IsColumnActive(column));
        return columns.IsComputed(column) ? columns.CreateGetter<TValue>(column, CurrentOutput) : KeptGetter<TValue>(columns.Input[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            disposed = true;
            readers.Dispose();
        }

        base.Dispose(disposing);
    }

    private ValueGetter<TValue> KeptGetter<TValue>(DataViewSchema.Column column)
    {
        if (!KeptValues.Offers<TValue>(column)) throw OutputColumns.WrongType<TValue>(column);
        var place = kept.Index().Single(entry => entry.Item.Index == column.Index).Index;
        return (ref TValue value) => Current().CopyValue(place, row, ref value);
    }

    private ReadOnlySpan<float> CurrentOutput()
    {
        var current = Current();
        outputs ??= runner.Run(current.Pixels, current.Count);
        return outputs.AsSpan(row * runner.OutputLength, runner.OutputLength);
    }

    private RowBlock Current()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Position >= 0 ? block! : throw OutputColumns.NoCurrentRow();
    }
}
