using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Reads the rows of one cursor ahead, on a thread of its own: an image and the columns beside it are read at the same time, so that they
/// belong together whatever the input gives the next time.
/// </summary>
internal sealed class RowReader : IDisposable
{
    // ML.NET splits one cursor into several by 128 rows; with less room ahead, all but one reader would wait.
    private const int RowsAhead = 128;
    private const int MostBytesAhead = 64 << 20;

    private readonly DataViewRowCursor cursor;
    private readonly NumberedRow row;
    private readonly IReadOnlyList<DataViewSchema.Column> kept;
    private readonly Action<Memory<byte>> prepare;
    private readonly int blockRows, imageLength;
    private readonly BlockingCollection<RowBlock> filled = [], free = [];
    private readonly CancellationTokenSource stopping = new();
    private Thread? thread;
    private int blocksLeft;
    private bool readsImage;

    /// <param name="cursor">Disposed with this object.</param>
    /// <param name="columns">Say which column has the images.</param>
    /// <param name="runner">Says how images are prepared.</param>
    /// <param name="kept">The cursor's columns to hand through.</param>
    public RowReader(DataViewRowCursor cursor, OutputColumns columns, ImageRunner runner, IReadOnlyList<DataViewSchema.Column> kept)
    {
        (this.cursor, this.kept, blockRows, imageLength) = (cursor, kept, runner.BatchSize, runner.ImageLength);
        row = new NumberedRow(cursor);
        blocksLeft = Math.Clamp(Math.Min(RowsAhead / blockRows, MostBytesAhead / (blockRows * imageLength)), 2, RowsAhead);
        prepare = Preparer(columns, runner);
    }

    /// <summary>Starts reading.</summary>
    public void Start()
    {
        thread = new Thread(Work) { IsBackground = true, Name = nameof(RowReader) };
        thread.Start();
    }

    /// <summary>Waits for the next rows; null at the end.</summary>
    public RowBlock? Take() => filled.TryTake(out var block, Timeout.Infinite) ? block : null;

    /// <summary>Gives rows back whose memory may be used again.</summary>
    public void Release(RowBlock block) => free.Add(block);

    /// <summary>
    /// Throws what went wrong on the row after a block's last one. The cursor still stands on it: its image is read again, now that the
    /// row's number is known, for the message to have it.
    /// </summary>
    public void Fail(RowBlock block, long number)
    {
        row.Number = number;
        if (readsImage) prepare(new byte[imageLength]);
        block.Failure!.Throw();
    }

    public void Dispose()
    {
        stopping.Cancel();
        thread?.Join();
        cursor.Dispose();
        stopping.Dispose();
        filled.Dispose();
        free.Dispose();
    }

    private Action<Memory<byte>> Preparer(OutputColumns columns, ImageRunner runner)
    {
        var read = columns.Image.CreateReader(row);
        var preparer = runner.CreatePreparer(columns.Image);
        return destination =>
        {
            readsImage = true;
            preparer.Transform(read).Pixels.CopyTo(destination.Span);
            readsImage = false;
        };
    }

    private void Work()
    {
        try
        {
            ReadAll();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Disposed before the end of the input.
        }
        finally
        {
            filled.CompleteAdding();
        }
    }

    private void ReadAll()
    {
        var (batch, block) = (0L, (RowBlock?)null);
        try
        {
            while (cursor.MoveNext())
            {
                if (cursor.Batch != batch) Publish(ref block);
                batch = cursor.Batch;
                block ??= Empty(batch);
                block.Add(prepare, imageLength);
                if (block.Count == blockRows) Publish(ref block);
                stopping.Token.ThrowIfCancellationRequested();
            }
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            block ??= Empty(batch);
            block.Failure = ExceptionDispatchInfo.Capture(error);
        }
        Publish(ref block);
    }

    private void Publish(ref RowBlock? block)
    {
        if (block is not null) filled.Add(block);
        block = null;
    }

    private RowBlock Empty(long batch)
    {
        if (!free.TryTake(out var block)) block = blocksLeft-- > 0 ? Create() : free.Take(stopping.Token);
        block.Clear(batch);
        return block;
    }

    private RowBlock Create() => new(
        this, new byte[blockRows * imageLength], [.. kept.Select(column => KeptValues.Of(cursor, column, blockRows))],
        new KeptValues<DataViewRowId>(cursor.GetIdGetter(), blockRows));
}
