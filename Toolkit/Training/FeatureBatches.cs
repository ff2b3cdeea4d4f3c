using Toolkit.Data;
using Toolkit.Images;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>
/// A frozen backbone's features of a whole data set, computed once and handed out in batches, in the order in which a
/// <see cref="Data.BatchLoader"/> with the same seed hands out the images. Each of several ranks computes its share; all get all of them, because every
/// epoch shares the images otherwise.
/// </summary>
internal sealed class FeatureBatches : IBatchSource
{
    private readonly Tensor features;
    private readonly Tensor? labels, weights, targets;
    private readonly Shard shard;
    private readonly int batchSize;
    private readonly long? shuffleSeed;

    private FeatureBatches(Tensor features, Tensor? labels, Tensor? weights, Tensor? targets, Shard shard, int batchSize, long? shuffleSeed)
    {
        (this.features, this.labels, this.weights, this.targets) = (features, labels, weights, targets);
        (this.shard, this.batchSize, this.shuffleSeed) = (shard, batchSize, shuffleSeed);
    }

    public int Images => shard.Count(AllImages);

    public int Batches => (shard.Most(AllImages) + batchSize - 1) / batchSize;

    private int AllImages => (int)features.shape[0];

    /// <summary>Runs the backbone over all images.</summary>
    /// <param name="backbone">What it makes of them.</param>
    /// <param name="images">The images in the order of the data set; of several ranks, this one's.</param>
    /// <param name="exchange">The ranks.</param>
    /// <param name="batchSize">Images per batch handed out.</param>
    /// <param name="shuffleSeed">Null for the order of the data set in every pass.</param>
    /// <param name="onBatch">Told the size of every batch that is done.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <param name="pass">Decides about the augmentation, where there is one.</param>
    public static FeatureBatches Compute(
        FrozenBackbone backbone, IBatchSource images, IGradientExchange exchange, int batchSize, long? shuffleSeed, Action<int> onBatch,
        CancellationToken cancellation, int pass = 0)
    {
        using var scope = NewDisposeScope();
        List<Tensor> features = [], labels = [], weights = [], targets = [];
        foreach (var batch in images.Epoch(pass, cancellation))
        {
            using (batch.Inputs) features.Add(backbone.HeadInput(batch.Inputs));
            if (batch.HasLabels) labels.Add(batch.Labels);
            if (batch.Weights is not null) weights.Add(batch.Weights);
            if (batch.Targets is not null) targets.Add(batch.Targets);
            onBatch((int)features[^1].shape[0]);
            cancellation.ThrowIfCancellationRequested();
        }
        return new FeatureBatches(OfAll(features)!, OfAll(labels), OfAll(weights), OfAll(targets), exchange.Shard(), batchSize, shuffleSeed);

        Tensor? OfAll(List<Tensor> parts) => parts.Count == 0 ? null : exchange.AllGatherRows(cat(parts)).DetachFromDisposeScope();
    }

    public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellation)
    {
        foreach (var chunk in Order(epoch).Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return BatchOf(chunk);
        }
    }

    public void Dispose()
    {
        features.Dispose();
        labels?.Dispose();
        weights?.Dispose();
        targets?.Dispose();
    }

    private TensorBatch BatchOf(long[] images)
    {
        using var scope = NewDisposeScope();
        var indices = tensor(images, device: features.device);
        return new TensorBatch(features.index_select(0, indices), labels?.index_select(0, indices), weights?.index_select(0, indices))
        {
            Targets = targets?.index_select(0, indices),
        }.Detached();
    }

    private long[] Order(int epoch)
    {
        var order = new int[AllImages];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (shuffleSeed is { } seed) new ImageRandom(seed, epoch, -1).Shuffle(order.AsSpan());
        return [.. Enumerable.Range(0, Images).Select(number => (long)order[shard.PositionOf(number)])];
    }
}
