using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>The training and validation images of one training, and the batches made of them.</summary>
internal sealed class TrainingData
{
    private readonly ImagePipeline training, evaluation;
    private readonly Device device;
    private readonly bool normalisesBatches;
    private readonly float[]? weights;

    /// <summary>Splits off a validation set where none is given and the options ask for one.</summary>
    /// <exception cref="ArgumentException">There are too few images or classes, or the two sets have different classes.</exception>
    public TrainingData(Network network, FineTuningOptions options, IImageDataset train, IImageDataset? validation)
    {
        CheckTrain(train);
        if (validation is not null) CheckValidation(validation, train);
        Options = options;
        (Train, Validation) = validation is null && options.ValidationFraction > 0
            ? train.SplitStratified(options.ValidationFraction, options.RunSeed)
            : (train, validation);
        weights = ImageWeights.Of(Train, options.ClassBalancing);
        evaluation = ImagePipeline.ForEvaluation(network.InputSpec);
        training = Augmented(network.InputSpec, options.Augmentation);
        device = network.parameters().First().device;
        normalisesBatches = network.modules().OfType<BatchNorm>().Any();
        CachesFeatures = options.FrozenEpochs > 0 && !StatisticsFollow(TrainingPhase.Frozen)
            && !(options.AugmentWhileFrozen && training.IsRandom)
            && (Train.Count + (long)ValidationCount) * network.HeadInputCount * sizeof(float) <= options.FeatureCacheBytes;
    }

    public FineTuningOptions Options { get; }

    public IImageDataset Train { get; }

    /// <summary>Null: there is none.</summary>
    public IImageDataset? Validation { get; }

    public int ValidationCount => Validation?.Count ?? 0;

    /// <summary>Whether the frozen epochs compute the backbone's features once.</summary>
    public bool CachesFeatures { get; }

    /// <summary>Whether the statistics of the backbone's batch normalisation follow the images.</summary>
    public bool StatisticsFollow(TrainingPhase phase) => Options.BatchNormStatistics switch
    {
        BatchNormStatistics.Follow => true,
        BatchNormStatistics.Keep => false,
        _ => phase == TrainingPhase.Unfrozen,
    };

    /// <summary>Shuffled training batches.</summary>
    /// <param name="augment">Whether with the random transforms.</param>
    /// <param name="phase">What learns on them.</param>
    public IBatchSource TrainImages(bool augment, TrainingPhase phase) => new ImageBatches(
        Train, augment ? training : evaluation, Loading(shuffle: true), device, normalisesBatches && StatisticsFollow(phase), weights);

    /// <summary>
    /// The training images in their order, for features: without random transforms, because features are cached only where
    /// the frozen phase has none.
    /// </summary>
    public IBatchSource TrainImagesInOrder() =>
        new ImageBatches(Train, Options.AugmentWhileFrozen ? training : evaluation, Loading(shuffle: false), device, weights: weights);

    /// <summary>The validation images in their order; null where there are none.</summary>
    public IBatchSource? ValidationImages() => Validation is null ? null : new ImageBatches(Validation, evaluation, Loading(shuffle: false), device);

    private BatchLoaderOptions Loading(bool shuffle) =>
        new() { BatchSize = Options.BatchSize, Threads = Options.LoaderThreads, Seed = Options.RunSeed, Shuffle = shuffle };

    private static ImagePipeline Augmented(InputSpec input, IReadOnlyList<IImageTransform>? augmentation)
    {
        augmentation ??= [new RandomCrop(input.Height, input.Width, 0), new RandomHorizontalFlip()];
        // A random resized crop scales by itself, and takes its piece from the image in its full resolution.
        IImageTransform[] resize = augmentation is [RandomResizedCrop, ..] ? [] : [new Resize(input.ResizeShorterSide, input.Interpolation)];
        return new ImagePipeline(
            [new Channels(input.Channels), .. resize, .. augmentation, new CenterCrop(input.Height, input.Width)], input.Mean, input.Std);
    }

    private static void CheckTrain(IImageDataset train)
    {
        if (train.Count < 2)
            throw new ArgumentException($"Training needs at least 2 images, but the training set has {train.Count}. Add some.");
        var first = train.LabelOf(0);
        if (Enumerable.Range(0, train.Count).All(index => train.LabelOf(index) == first))
        {
            throw new ArgumentException(
                $"Training needs images of at least 2 classes, but all {train.Count} training images are '{train.ClassNames[first]}'. " +
                "Add images of another class; for class folders, check that the folder above them was given.");
        }
    }

    private static void CheckValidation(IImageDataset validation, IImageDataset train)
    {
        if (validation.Count == 0)
        {
            throw new ArgumentException(
                "The validation set has no images. Add some, or pass null to hold back a part of the training set.");
        }
        if (!validation.ClassNames.SequenceEqual(train.ClassNames))
        {
            throw new ArgumentException(
                $"The validation set must have the training set's classes in the same order ({string.Join(", ", train.ClassNames)}), " +
                $"but has ({string.Join(", ", validation.ClassNames)}). For class folders, pass the training set's as ClassNames when the validation folder is read.");
        }
    }
}
