using System.Buffers;
using Toolkit.Augmentation;
using Toolkit.Estimators.Images;
using Toolkit.Estimators.Scoring.Rows;
using Toolkit.Images;
using Toolkit.Scoring;

namespace Toolkit.Estimators.Scoring;

/// <summary>
/// Turns batches of prepared images into what is wanted of the network, which it owns. Threads may compute at the same time; disposing waits for
/// them.
/// </summary>
/// <param name="network">Given up with this object.</param>
/// <param name="output">What is wanted.</param>
/// <param name="augmentation">The views of each image that are averaged.</param>
/// <param name="batchSize">Number of images that are computed at once where many follow each other.</param>
/// <param name="owner">The transformer, for messages.</param>
internal sealed class ImageRunner(
    SharedNetwork network, NetworkOutput output, TestTimeAugmentation augmentation, int batchSize, Type owner) : IDisposable
{
    private readonly Lazy<IScoringEngine> engine = new(() => AveragedEngine.Of(network.Engine, network.Description.Input, augmentation));
    private readonly InputSpec spec = network.Description.Input;
    private readonly Normaliser normaliser = new(network.Description.Input.Mean, network.Description.Input.Std);
    private readonly object gate = new();
    private int running;
    private volatile bool disposed;

    /// <summary>Number of images that are computed at once where many follow each other.</summary>
    public int BatchSize => batchSize;

    /// <summary>Number of floats that come out for one image.</summary>
    public int OutputLength { get; } = network.LengthOf(output);

    /// <summary>Number of values of one prepared image, <c>C·H·W</c>.</summary>
    public int ImageLength => spec.Channels * spec.Height * spec.Width;

    /// <summary>A column's images as <see cref="Run"/> takes them.</summary>
    public PreparedImages Prepared(ImageColumn image) => new(image, ImageLength, BatchSize, () => CreatePreparer(image));

    /// <summary>Prepares a column's images for <see cref="Run"/>; one for each thread, because it has buffers of its own.</summary>
    public ImagePreparer CreatePreparer(ImageColumn image) => new(image.InputFor(spec));

    /// <summary><see cref="OutputLength"/> floats for each of the first <paramref name="count"/> images of <paramref name="pixels"/>.</summary>
    /// <param name="pixels">Prepared images, 8 bits a value, one after the other.</param>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Run(ReadOnlySpan<byte> pixels, int count)
    {
        Enter();
        var length = count * ImageLength;
        var normalised = ArrayPool<float>.Shared.Rent(length);
        try
        {
            for (var at = 0; at < length; at += ImageLength) normaliser.Apply(pixels.Slice(at, ImageLength), normalised.AsSpan(at, ImageLength));
            return engine.Value.Run(normalised.AsSpan(0, length), count);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(normalised);
            Leave();
        }
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, owner);

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            while (running > 0) Monitor.Wait(gate);
        }
        network.Dispose();
    }

    private void Enter()
    {
        lock (gate)
        {
            ThrowIfDisposed();
            running++;
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--running == 0) Monitor.PulseAll(gate);
        }
    }
}
