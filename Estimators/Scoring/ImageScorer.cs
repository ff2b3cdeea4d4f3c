using Microsoft.ML;
using Toolkit.Estimators.Data;
using Toolkit.Networks;
using Toolkit.Training;

namespace Toolkit.Estimators.Scoring;

/// <summary>Turns batches of prepared images into class probabilities. Owns its network.</summary>
internal sealed class ImageScorer(Network network, int batchSize) : IDisposable
{
    private readonly Scorer scorer = new(network);
    private readonly InputSpec spec = network.InputSpec;
    private volatile bool disposed;

    /// <summary>Number of images that are scored at once where many follow each other.</summary>
    public int BatchSize => batchSize;

    /// <summary>Number of classes.</summary>
    public int Classes { get; } = network.Classes;

    /// <summary>Number of floats of one prepared image, <c>C·H·W</c>.</summary>
    public int ImageLength => spec.Channels * spec.Height * spec.Width;

    /// <summary>Prepares a column's images for <see cref="Score"/>; one for each cursor or row, because it has buffers of its own.</summary>
    public ImageFitter CreateFitter(DataViewSchema.Column image) => new(ImageColumn.InputFor(image, spec));

    /// <summary>Probabilities, <see cref="Classes"/> for each of the first <paramref name="count"/> images of <paramref name="batch"/>.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Score(ReadOnlySpan<float> batch, int count)
    {
        ThrowIfDisposed();
        return scorer.Probabilities(batch[..(count * ImageLength)], count);
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, typeof(ImageClassificationTransformer));

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        network.Dispose();
    }
}
