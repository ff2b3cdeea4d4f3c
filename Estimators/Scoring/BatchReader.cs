using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Reads and prepares every nth batch of a view's images, on a thread and with a cursor of its own. It has one buffer: the next batch
/// is begun when the present one has been given back.
/// </summary>
internal sealed class BatchReader : IDisposable
{
    private readonly DataViewRowCursor cursor;
    private readonly Action<Memory<float>> readPrepared;
    private readonly int batchSize, imageLength, first, step;
    private readonly float[] pixels;
    private readonly SemaphoreSlim filled = new(0), free = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;
    private int count;

    /// <summary>Opens the cursor and starts reading.</summary>
    /// <param name="input">The view.</param>
    /// <param name="image">Its column with the images.</param>
    /// <param name="runner">Says how images are prepared.</param>
    /// <param name="first">Number of the first batch to read, from 0.</param>
    /// <param name="step">How many batches on the next one is.</param>
    public BatchReader(IDataView input, ImageColumn image, ImageRunner runner, int first, int step)
    {
        (batchSize, imageLength, this.first, this.step) = (runner.BatchSize, runner.ImageLength, first, step);
        pixels = new float[batchSize * imageLength];
        cursor = input.GetRowCursor([image.Column]);
        readPrepared = PreparedReader(image, runner);
        thread = new Thread(Work) { IsBackground = true, Name = $"{nameof(BatchReader)} {first}" };
        thread.Start();
    }

    /// <summary>Waits for the next batch: its prepared images, fewer than a whole batch where the view ends.</summary>
    public (ReadOnlyMemory<float> Pixels, int Count) Take()
    {
        filled.Wait();
        failure?.Throw();
        return (pixels, count);
    }

    /// <summary>Gives the batch back.</summary>
    public void Release() => free.Release();

    public void Dispose()
    {
        stopping.Cancel();
        thread.Join();
        cursor.Dispose();
        stopping.Dispose();
        filled.Dispose();
        free.Dispose();
    }

    private Action<Memory<float>> PreparedReader(ImageColumn column, ImageRunner runner)
    {
        var read = column.CreateReader(cursor);
        var preparer = runner.CreatePreparer(column);
        return destination => preparer.Prepare(read, destination.Span);
    }

    private void Work()
    {
        try
        {
            for (var (batches, isWhole) = (first, true); isWhole; batches = step - 1)
            {
                free.Wait(stopping.Token);
                count = Skip(batches * (long)batchSize) ? Fill() : 0;
                isWhole = count == batchSize;
                filled.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Disposed before the end of the view.
        }
        catch (Exception error)
        {
            failure = ExceptionDispatchInfo.Capture(error);
            filled.Release();
        }
    }

    // A row that is passed over costs little: nobody reads its image.
    private bool Skip(long rows)
    {
        for (; rows > 0; rows--)
            if (!cursor.MoveNext()) return false;
        return true;
    }

    private int Fill()
    {
        var read = 0;
        for (; read < batchSize && cursor.MoveNext(); read++)
        {
            stopping.Token.ThrowIfCancellationRequested();
            readPrepared(pixels.AsMemory(read * imageLength, imageLength));
        }

        return read;
    }
}
