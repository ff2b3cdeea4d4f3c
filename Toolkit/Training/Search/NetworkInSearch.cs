using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>A network of a search, made when it is first needed, with the features that were computed by it.</summary>
internal sealed class NetworkInSearch(SearchedNetwork searched, IImageDataset train, IImageDataset validation, FineTuningOptions training) : IDisposable
{
    private readonly Dictionary<int, SearchFeatures> features = [];
    private Network? network;
    private NamedCopies? head;
    private FeatureBatches? validationFeatures;
    private double secondsPerImage;

    /// <summary>Why the network cannot be made, in a sentence; null: it can, or nobody has tried.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Bytes that the features take.</summary>
    public long Bytes => network is null ? 0 : BytesOf((validationFeatures?.Images ?? 0) + features.Keys.Sum(TrainImagesFor));

    /// <summary>The features of the training images; null: they were not computed.</summary>
    public SearchFeatures? Of(int versions) => features.GetValueOrDefault(versions);

    /// <summary>What trains the head on these features, which are there.</summary>
    public HeadTraining HeadOn(int versions) => new(network!, head!, features[versions], validationFeatures!);

    /// <summary>Makes the network if it is not there.</summary>
    /// <returns>False: it cannot be made, as <see cref="Trouble"/> says.</returns>
    public bool TryMake()
    {
        if (network is not null || Trouble is not null) return Trouble is null;
        try
        {
            network = searched.Create();
            Prepare(network);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            Trouble = error.Message;
        }
        return Trouble is null;
    }

    /// <summary>Bytes that <see cref="TryCompute"/> would need.</summary>
    public long BytesFor(int versions) => BytesOf(ImagesFor(versions));

    /// <summary>Computes the features of the training images, and of the validation images if they are not there.</summary>
    /// <param name="versions">Random versions of each training image; 0: the images as they are.</param>
    /// <param name="limit">The most that it may take; null: any time.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>False: it would take too long.</returns>
    public bool TryCompute(int versions, TimeSpan? limit, CancellationToken cancellation)
    {
        if (limit?.TotalSeconds < secondsPerImage * ImagesFor(versions)) return false;
        var data = new TrainingData(network!, training with { AugmentWhileFrozen = versions > 0 }, train, validation);
        using var backbone = FrozenBackbone.Of(network!, data);
        using var pace = new FeaturePace(ImagesFor(versions), limit, cancellation);
        var computed = new List<FeatureBatches>();
        try
        {
            validationFeatures ??= Compute(backbone, data.ValidationImages()!, null, pace, pass: 0);
            for (var pass = 0; pass < Math.Max(1, versions); pass++) computed.Add(Compute(backbone, data.TrainImagesInOrder(), training.RunSeed, pace, pass));
        }
        catch (Exception error)
        {
            foreach (var batches in computed) batches.Dispose();
            if (error is OperationCanceledException && pace.IsTooSlow && !cancellation.IsCancellationRequested) return false;
            throw;
        }
        finally
        {
            secondsPerImage = pace.SecondsPerImage;
        }
        features[versions] = new SearchFeatures(data, new VersionBatches(computed), pace.Seconds);
        return true;
    }

    public void Dispose()
    {
        foreach (var one in features.Values) one.Dispose();
        validationFeatures?.Dispose();
        head?.Dispose();
        network?.Dispose();
    }

    private long BytesOf(long images) => images * network!.HeadInputCount * sizeof(float);

    private int TrainImagesFor(int versions) => Math.Max(1, versions) * train.Count;

    private int ImagesFor(int versions) => TrainImagesFor(versions) + (validationFeatures is null ? validation.Count : 0);

    private void Prepare(Network made)
    {
        made.InputSpec = training.Input ?? made.InputSpec;
        made.CheckInput([1, made.InputSpec.Channels, made.InputSpec.Height, made.InputSpec.Width]);
        using var random = new RandomStream(training.RunSeed);
        if (made.Classes != train.ClassNames.Count) random.Draw(() => made.ReplaceHead(train.ClassNames.Count));
        made.CorrectConvolutions();
        head = NamedCopies.Of(made.Head);
    }

    private FeatureBatches Compute(FrozenBackbone backbone, IBatchSource images, long? shuffleSeed, FeaturePace pace, int pass)
    {
        using (images) return FeatureBatches.Compute(backbone, images, GradientExchange.None, training.BatchSize, shuffleSeed, pace.Advance, pace.Token, pass);
    }
}
