using System.Runtime.InteropServices;
using Toolkit.Data;
using Toolkit.Images;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Batches of images from a <see cref="BatchLoader"/>, on a device.</summary>
internal sealed class ImageBatches : IBatchSource
{
    private readonly BatchLoader loader;
    private readonly Device device;
    private readonly float[]? weights;
    private readonly TargetTable? targets;

    /// <param name="images">The images.</param>
    /// <param name="pipeline">What happens to each of them.</param>
    /// <param name="options">Order, batch size and threads.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="skipLoneImage">
    /// Whether to leave out a last batch of which a rank would get one image or none, over which batch normalisation has no variance.
    /// </param>
    /// <param name="weights">How much the loss of each image counts; null: all the same.</param>
    /// <param name="targets">What is true of the images; null: the labels count.</param>
    public ImageBatches(
        IImageDataset images, ImagePipeline pipeline, BatchLoaderOptions options, Device device, bool skipLoneImage = false,
        float[]? weights = null, TargetTable? targets = null)
    {
        loader = new BatchLoader(images, pipeline, options);
        (this.device, this.weights, this.targets) = (device, weights, targets);
        Batches = BatchesOf(images.Count, options, leastInBatch: skipLoneImage ? 2 : 0);
    }

    public int Images => Math.Min(loader.ImagesPerEpoch, Batches * loader.Options.BatchSize);

    public int Batches { get; }

    public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellation) =>
        loader.Epoch(epoch, cancellation).Take(Batches).Select(ToDevice);

    public void Dispose() => loader.Dispose();

    private TensorBatch ToDevice(ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        var images = Filled<float>([batch.Count, batch.Channels, batch.Height, batch.Width], ScalarType.Float32, batch.Pixels);
        var labels = targets is null ? Filled<long>([batch.Count], ScalarType.Int64, batch.Labels).to(device) : null;
        return new TensorBatch(images.to(device), labels, WeightsOf(batch)) { Targets = targets?.Of(batch.Indices.AsSpan(0, batch.Count), device) }.Detached();
    }

    /// <summary>As many for every rank, also where one has fewer images than another.</summary>
    private static int BatchesOf(int images, BatchLoaderOptions options, int leastInBatch)
    {
        var batches = (options.Shard.Most(images) + options.BatchSize - 1) / options.BatchSize;
        var leastInLast = options.Shard.Least(images) - ((batches - 1) * options.BatchSize);
        return batches > 1 && leastInLast < Math.Min(leastInBatch, options.BatchSize) ? batches - 1 : batches;
    }

    private Tensor? WeightsOf(ImageBatch batch) => weights is null
        ? null
        : tensor(batch.Indices[..batch.Count].Select(index => weights[index]).ToArray(), device: device);

    /// <summary>A copy of as many values as the shape holds: the loader fills its arrays again.</summary>
    private static Tensor Filled<T>(long[] shape, ScalarType type, ReadOnlySpan<T> values) where T : unmanaged
    {
        var tensor = empty(shape, type);
        var target = MemoryMarshal.Cast<byte, T>(tensor.bytes);
        values[..target.Length].CopyTo(target);
        return tensor;
    }
}
