using Microsoft.ML;
using Toolkit.Estimators.Images;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// A network's outputs for the images of a view, row after row. Several readers prepare batches ahead, so that images are decoded on
/// other threads while the network computes; a batch is computed when its first row is asked for.
/// </summary>
internal sealed class BatchedOutputs(IDataView input, ImageColumn image, ImageRunner runner) : IDisposable
{
    private const int MostReaders = 8;

    private BatchReader[] readers = [];
    private (ReadOnlyMemory<float> Pixels, int Count) batch;
    private float[]? outputs;
    private long number = -1;

    /// <summary>The network's output for a row; rows may be passed over, but there is no way back.</summary>
    /// <param name="row">Number of the row, from 0.</param>
    /// <exception cref="InvalidOperationException">The view has fewer rows.</exception>
    public ReadOnlySpan<float> Of(long row)
    {
        if (readers.Length == 0) readers = StartReaders();
        MoveTo(row / runner.BatchSize);
        var place = (int)(row % runner.BatchSize);
        if (place >= batch.Count) throw FewerRows();
        outputs ??= Compute();
        return outputs.AsSpan(place * runner.OutputLength, runner.OutputLength);
    }

    public void Dispose()
    {
        foreach (var reader in readers) reader.Dispose();
    }

    private BatchReader[] StartReaders()
    {
        var batches = ((input.GetRowCount() ?? long.MaxValue - runner.BatchSize) + runner.BatchSize - 1) / runner.BatchSize;
        var count = (int)Math.Min(Math.Clamp(Environment.ProcessorCount, 2, MostReaders), Math.Max(batches, 1));
        var started = new List<BatchReader>();
        try
        {
            while (started.Count < count) started.Add(new BatchReader(input, image, runner, started.Count, count));
            return [.. started];
        }
        catch
        {
            foreach (var reader in started) reader.Dispose();
            throw;
        }
    }

    private void MoveTo(long wanted)
    {
        while (number < wanted)
        {
            if (number >= 0 && outputs is null) ReaderOf(number).Release();
            if (number >= 0 && batch.Count < runner.BatchSize) throw FewerRows();
            (batch, outputs) = (default, null);
            batch = ReaderOf(++number).Take();
        }
    }

    private float[] Compute()
    {
        var computed = runner.Run(batch.Pixels.Span, batch.Count);
        ReaderOf(number).Release();
        return computed;
    }

    private BatchReader ReaderOf(long batchNumber) => readers[batchNumber % readers.Length];

    private static InvalidOperationException FewerRows() => new(
        "The input has fewer rows than when it was read at the same time for its other columns. It must give the same rows whenever it is read.");
}
