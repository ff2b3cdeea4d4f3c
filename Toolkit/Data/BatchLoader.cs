using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>
/// Prepares batches ahead of their use, on threads of its own: read, transform, normalise. What a batch holds depends on
/// the seed, the epoch and the images alone, never on the number of threads. The memory is reserved once and reused.
/// </summary>
/// <example>
/// <code>
/// using var loader = new BatchLoader(images, pipeline, new() { BatchSize = 64, Shuffle = true, Seed = 1 });
/// foreach (var batch in loader.Epoch(0)) Train(batch);
/// </code>
/// </example>
public sealed class BatchLoader : IDisposable
{
    private readonly int[] order;
    private readonly BatchWorker[] workers;
    private ImageBatch[]? slots;
    private volatile EpochRun? running;
    private volatile bool disposed;
    private int busy;

    /// <summary>Sets up a loader; nothing is read yet.</summary>
    /// <param name="dataset">The images; at least one.</param>
    /// <param name="pipeline">What happens to each of them. All must have one shape in the end.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The data set has no image, or less than a batch with <see cref="BatchLoaderOptions.DropLast"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BatchLoader(IImageDataset dataset, ImagePipeline pipeline, BatchLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pipeline);
        (Dataset, Pipeline, Options) = (dataset, pipeline, (options ?? new()).Check());
        if (dataset.Count == 0) throw new ArgumentException("The data set has no images; batches need at least one. Add some.");
        if (Options.DropLast && dataset.Count < Options.BatchSize)
        {
            throw new ArgumentException(
                $"The data set has {dataset.Count} images, which do not fill one batch of {Options.BatchSize}, and DropLast leaves " +
                "out the rest. Make the batches smaller or set DropLast to false.");
        }
        order = [.. Enumerable.Range(0, dataset.Count)];
        workers = [.. Enumerable.Range(0, Options.Threads).Select(_ => new BatchWorker(dataset, pipeline, Options.Seed))];
    }

    /// <summary>The images.</summary>
    public IImageDataset Dataset { get; }

    /// <summary>What happens to each of them.</summary>
    public ImagePipeline Pipeline { get; }

    /// <summary>The options.</summary>
    public BatchLoaderOptions Options { get; }

    /// <summary>Number of batches of one epoch.</summary>
    public int BatchesPerEpoch => (ImagesPerEpoch + Options.BatchSize - 1) / Options.BatchSize;

    /// <summary>Number of images of one epoch: all, or with <see cref="BatchLoaderOptions.DropLast"/> those in whole batches.</summary>
    public int ImagesPerEpoch => Options.DropLast ? Images - Images % Options.BatchSize : Images;

    private int Images => Options.Shard.Count(Dataset.Count);

    /// <summary>One pass over the images. Leaving the loop early is fine; two passes at the same time are not.</summary>
    /// <param name="epoch">Number of the pass: with the seed, it decides order and augmentation.</param>
    /// <param name="cancellation">Stops the pass.</param>
    /// <returns>The batches in their order; each is valid until the next one is asked for.</returns>
    /// <exception cref="UnreadableImageException">
    /// While iterating: an image cannot be read; the exception names it. The batches before it come first.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// While iterating: an image does not suit the pipeline or has another shape than the first; the exception names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">While iterating: cancelled.</exception>
    /// <exception cref="InvalidOperationException">While iterating: another pass is under way.</exception>
    /// <exception cref="ObjectDisposedException">The loader is disposed.</exception>
    public IEnumerable<ImageBatch> Epoch(int epoch, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Run(epoch, cancellation);
    }

    /// <summary>Stops the threads, also in the middle of a pass.</summary>
    public void Dispose()
    {
        disposed = true;
        running?.Stop();
    }

    private IEnumerable<ImageBatch> Run(int epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref busy, 1) == 1)
        {
            throw new InvalidOperationException(
                "Another epoch of this loader is under way. Finish it, leave its loop, or use a second loader.");
        }
        try
        {
            slots ??= ReserveSlots();
            PutInOrder(epoch);
            using var run = running = new EpochRun(order.AsMemory(0, ImagesPerEpoch), slots, Options.BatchSize);
            run.Start(workers, epoch, cancellation);
            for (var number = 0; number < BatchesPerEpoch; number++)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                yield return run.Take(number);
                run.Release(number);
            }
        }
        finally
        {
            running = null;
            Interlocked.Exchange(ref busy, 0);
        }
    }

    private void PutInOrder(int epoch)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (Options.Shuffle)
        {
            var random = new ImageRandom(Options.Seed, epoch, -1);
            random.Shuffle(order.AsSpan());
        }
        // In place: PositionOf(i) is never before i.
        for (var i = 0; i < Images; i++) order[i] = order[Options.Shard.PositionOf(i)];
    }

    private ImageBatch[] ReserveSlots()
    {
        var (channels, height, width) = workers[0].ShapeOf(0);
        var count = Math.Min(Options.ReadAhead + 1, BatchesPerEpoch);
        var capacity = Math.Min(Options.BatchSize, ImagesPerEpoch);
        return [.. Enumerable.Range(0, count).Select(_ => new ImageBatch(capacity, channels, height, width))];
    }
}
