using Microsoft.ML;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>
/// The rows of a view in their order, read by several cursors that share them: each row is read once, by one of them. A set of cursors is
/// what ML.NET itself reads in parallel with; their <see cref="DataViewRow.Batch"/> tells the order.
/// </summary>
internal sealed class RowReaders : IDisposable
{
    private const int MostReaders = 8;

    private readonly RowReader[] readers;
    private readonly Dictionary<RowReader, RowBlock?> heads = [];

    private RowReaders(RowReader[] readers) => this.readers = readers;

    /// <param name="input">The view.</param>
    /// <param name="images">Which images are read, and how.</param>
    /// <param name="kept">The view's columns to hand through.</param>
    /// <returns>Null where a column cannot be kept.</returns>
    public static RowReaders? TryOpen(IDataView input, PreparedImages images, IReadOnlyList<DataViewSchema.Column> kept)
    {
        if (!kept.All(KeptValues.MayKeep)) return null;
        var cursors = OpenCursors(input, [.. kept.Concat(images.Column.Columns).DistinctBy(column => column.Index)], images.BatchSize);
        RowReaders? readers = null;
        try
        {
            if (cursors.All(cursor => kept.All(column => KeptValues.CanKeep(cursor, column))))
                readers = new RowReaders([.. cursors.Select(cursor => new RowReader(cursor, images, kept, isAlone: cursors.Length == 1))]);
            return readers;
        }
        finally
        {
            if (readers is null) foreach (var cursor in cursors) cursor.Dispose();
        }
    }

    /// <summary>The next rows, or why they cannot be read; null at the end.</summary>
    /// <param name="done">The rows before, whose memory is used again; null the first time.</param>
    public RowBlock? Next(RowBlock? done)
    {
        if (done is null) Start();
        else Advance(done);
        return heads.Values.OfType<RowBlock>().MinBy(block => block.Batch);
    }

    public void Dispose()
    {
        foreach (var reader in readers) reader.Stop();
        foreach (var reader in readers) reader.Dispose();
    }

    private static DataViewRowCursor[] OpenCursors(IDataView input, DataViewSchema.Column[] needed, int batchSize)
    {
        var batches = ((input.GetRowCount() ?? long.MaxValue - batchSize) + batchSize - 1) / batchSize;
        var count = (int)Math.Min(Math.Clamp(Environment.ProcessorCount, 2, MostReaders), batches);
        return count > 1 ? input.GetRowCursorSet(needed, count) : [input.GetRowCursor(needed)];
    }

    private void Start()
    {
        foreach (var reader in readers) reader.Start();
        foreach (var reader in readers) heads[reader] = reader.Take();
    }

    private void Advance(RowBlock done)
    {
        done.Owner.Release(done);
        heads[done.Owner] = done.Owner.Take();
    }
}
