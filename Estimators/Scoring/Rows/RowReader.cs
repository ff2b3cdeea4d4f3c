using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>
/// Reads the rows of one cursor ahead, on a thread of its own: an image and the columns beside it are read at the same time, so that they
/// belong together whatever the input gives the next time.
/// </summary>
internal sealed class RowReader : IDisposable
{
    // ML.NET splits one cursor into several by 128 rows; with less room ahead, all but one reader would wait.
    private const int RowsAhead = 128, LeastBlocks = 2;
    private const int MostBytesAhead = 64 << 20;

    private readonly DataViewRowCursor cursor;
    private readonly NumberedRow row;
    private readonly IReadOnlyList<DataViewSchema.Column> kept;
    private readonly bool isAlone;
    private readonly Action<Memory<byte>> prepare;
    private readonly int blockRows, imageLength;
    private readonly BlockingCollection<RowBlock> filled = [], free = [];
    private readonly CancellationTokenSource stopping = new();
    private Thread? thread;
    private int blocksLeft;
    private bool readsImage;

    /// <param name="cursor">Disposed with this object.</param>
    /// <param name="images">Which images it reads, and how.</param>
    /// <param name="kept">The cursor's columns to hand through.</param>
    /// <param name="isAlone">Whether no other reader shares the rows.</param>
    public RowReader(DataViewRowCursor cursor, PreparedImages images, IReadOnlyList<DataViewSchema.Column> kept, bool isAlone)
    {
        (this.cursor, this.kept, this.isAlone, imageLength) = (cursor, kept, isAlone, images.Length);
        row = new NumberedRow(cursor);
        var rowsAhead = Math.Clamp(MostBytesAhead / imageLength, LeastBlocks, Math.Max(RowsAhead, LeastBlocks * images.BatchSize));
        blockRows = Math.Min(images.BatchSize, rowsAhead / LeastBlocks);
        prepare = Preparer(images);
        // Made here, where the caller sees what goes wrong.
        free.Add(Create());
        blocksLeft = Math.Max(LeastBlocks, Math.Min(RowsAhead, rowsAhead) / blockRows) - 1;
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
    /// Throws why the reader failed. Its cursor still stands on the row: the image is read again, now that the row's number is known, for the
    /// message to have it.
    /// </summary>
    public void Fail(RowBlock block, long number)
    {
        row.Number = number;
        if (readsImage) prepare(new byte[imageLength]);
        block.Failure!.Throw();
    }

    /// <summary>Lets the thread end after the present row.</summary>
    public void Stop() => stopping.Cancel();

    public void Dispose()
    {
        Stop();
        thread?.Join();
        cursor.Dispose();
        stopping.Dispose();
        filled.Dispose();
        free.Dispose();
    }

    private Action<Memory<byte>> Preparer(PreparedImages images)
    {
        var (read, preparer) = (images.Column.CreateReader(row), images.CreatePreparer());
        return destination =>
        {
            readsImage = true;
            preparer.Transform(read).Pixels.CopyTo(destination.Span);
            readsImage = false;
        };
    }

    private void Work()
    {
        var batch = long.MaxValue; // what fails before it has a row comes last
        try
        {
            ReadAll(ref batch);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Disposed before the end of the input: nobody wants the rows, nor what is wrong with them.
        }
        catch (Exception error)
        {
            filled.Add(new RowBlock(this, batch, ExceptionDispatchInfo.Capture(error)));
        }
        finally
        {
            filled.CompleteAdding();
        }
    }

    private void ReadAll(ref long batch)
    {
        RowBlock? block = null;
        try
        {
            while (MoveNext(ref batch))
            {
                if (block?.Batch != batch) Publish(ref block);
                block ??= Empty(batch);
                block.Add(prepare, imageLength);
                if (block.Count == blockRows) Publish(ref block);
            }
        }
        finally
        {
            if (block?.Count > 0) Publish(ref block);
        }
    }

    private bool MoveNext(ref long batch)
    {
        stopping.Token.ThrowIfCancellationRequested();
        if (!cursor.MoveToNext()) return false;
        batch = isAlone ? 0 : cursor.Batch;
        return true;
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
