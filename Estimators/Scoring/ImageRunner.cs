using Toolkit.Estimators.Images;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>Which output of a network is computed.</summary>
internal enum NetworkOutput
{
    /// <summary>One probability a class.</summary>
    Probabilities,

    /// <summary>The inputs of the head.</summary>
    Features,
}

/// <summary>Computes a network's outputs for batches of prepared images. Owns its network.</summary>
/// <param name="network">Put into evaluation mode.</param>
/// <param name="output">Which output.</param>
/// <param name="batchSize">Number of images that are computed at once where many follow each other.</param>
/// <param name="owner">The transformer, for messages.</param>
internal sealed class ImageRunner(Network network, NetworkOutput output, int batchSize, Type owner) : IDisposable
{
    private readonly Scorer scorer = new(network);
    private readonly InputSpec spec = network.InputSpec;
    private volatile bool disposed;

    /// <summary>Number of images that are computed at once where many follow each other.</summary>
    public int BatchSize => batchSize;

    /// <summary>Number of floats that come out for one image.</summary>
    public int OutputLength { get; } = output == NetworkOutput.Features ? network.FeatureCount : network.Classes;

    /// <summary>Number of floats of one prepared image, <c>C·H·W</c>.</summary>
    public int ImageLength => spec.Channels * spec.Height * spec.Width;

    /// <summary>Prepares a column's images for <see cref="Run"/>; one for each thread, because it has buffers of its own.</summary>
    public ImagePreparer CreatePreparer(ImageColumn image) => new(image.InputFor(spec));

    /// <summary><see cref="OutputLength"/> floats for each of the first <paramref name="count"/> images of <paramref name="batch"/>.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Run(ReadOnlySpan<float> batch, int count)
    {
        ThrowIfDisposed();
        var pixels = batch[..(count * ImageLength)];
        return output == NetworkOutput.Features ? scorer.Features(pixels, count) : scorer.Probabilities(pixels, count);
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, owner);

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        scorer.Dispose();
        network.Dispose();
    }
}
