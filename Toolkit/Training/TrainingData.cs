using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Scoring;
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
    private readonly TargetTable? trainTargets;

    /// <summary>Splits off a validation set where none is given and the options ask for one.</summary>
    /// <exception cref="ArgumentException">
    /// There are too few images or classes, the two sets have different classes, a target is none that the task allows, or an option does not suit the task.
    /// </exception>
    public TrainingData(Network network, FineTuningOptions options, IImageDataset train, IImageDataset? validation)
    {
        CheckTrain(train);
        if (validation is not null) CheckValidation(validation, train);
        Options = options;
        (Train, Validation) = validation is null && options.ValidationFraction > 0
            ? train.SplitStratified(options.ValidationFraction, options.RunSeed)
            : (train, validation);
        var balancing = BalancingOf(train.Task, options);
        weights = ImageWeights.Of(Train, train.Task == LearningTask.Classification ? balancing : ClassBalancing.None);
        (trainTargets, ValidationTargets) = (TargetTable.Of(Train), Validation is null ? null : TargetTable.Of(Validation));
        if (train.Task == LearningTask.Regression)
        {
            Scale = TargetScale.Of(trainTargets!, train.ClassNames);
            (trainTargets, ValidationTargets) = (Scale.Standardised(trainTargets!), ValidationTargets is null ? null : Scale.Standardised(ValidationTargets));
        }
        var balanced = train.Task == LearningTask.MultiLabel && balancing == ClassBalancing.InverseFrequency;
        Objective = new TrainingObjective(train.Task, options, balanced ? PositiveWeights.Of(Train, weights) : null);
        evaluation = ImagePipeline.ForEvaluation(network.InputSpec);
        training = Augmented(network.InputSpec, options.Augmentation);
        device = network.parameters().First().device;
        normalisesBatches = network.modules().OfType<BatchNorm>().Any();
        CachesFeatures = options.FrozenEpochs > 0 && !StatisticsFollow(TrainingPhase.Frozen)
            && !(options.AugmentWhileFrozen && training.IsRandom)
            && (Train.Count + (long)ValidationCount) * network.HeadInputCount * sizeof(float) <= options.FeatureCacheBytes;
    }

    public FineTuningOptions Options { get; }

    /// <summary>The processes between which the images are shared.</summary>
    public IGradientExchange Exchange { get; init; } = GradientExchange.None;

    public IImageDataset Train { get; }

    /// <summary>Null: there is none.</summary>
    public IImageDataset? Validation { get; }

    /// <summary>What is made small.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>The unit of a regression's numbers, which it is trained without; null in other tasks.</summary>
    public TargetScale? Scale { get; }

    /// <summary>The targets of the validation images; null where there are none.</summary>
    public TargetTable? ValidationTargets { get; }

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

    /// <summary>Shuffled training batches: this rank's share of each.</summary>
    /// <param name="augment">Whether with the random transforms.</param>
    /// <param name="phase">What learns on them.</param>
    public IBatchSource TrainImages(bool augment, TrainingPhase phase) => new ImageBatches(
        Train, augment ? training : evaluation, Loading(shuffle: true), device, normalisesBatches && StatisticsFollow(phase), weights, trainTargets);

    /// <summary>
    /// The training images in their order, or this rank's share of them, for features: without random transforms, because features are cached only where
    /// the frozen phase has none.
    /// </summary>
    public IBatchSource TrainImagesInOrder() =>
        new ImageBatches(
            Train, Options.AugmentWhileFrozen ? training : evaluation, Loading(shuffle: false), device, weights: weights, targets: trainTargets);

    /// <summary>The validation images in their order, or this rank's share of them; null where there are none.</summary>
    public IBatchSource? ValidationImages() => Validation is null
        ? null
        : new ImageBatches(Validation, evaluation, Loading(shuffle: false), device, targets: ValidationTargets);

    private BatchLoaderOptions Loading(bool shuffle) =>
        new()
        {
            BatchSize = Options.BatchSize,
            Threads = Exchange.IsAlone() ? Options.LoaderThreads : Math.Min(Options.LoaderThreads, ProcessorCores.Share),
            Seed = Options.RunSeed,
            Shuffle = shuffle,
            Shard = Exchange.Shard(),
        };

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
        if (train.Task == LearningTask.MultiLabel) CheckLabels(train);
        var first = train.LabelOf(0);
        if (train.Task == LearningTask.Classification && Enumerable.Range(0, train.Count).All(index => train.LabelOf(index) == first))
        {
            throw new ArgumentException(
                $"Training needs images of at least 2 classes, but all {train.Count} training images are '{train.ClassNames[first]}'. " +
                "Add images of another class; for class folders, check that the folder above them was given.");
        }
    }

    private static void CheckLabels(IImageDataset train)
    {
        var labels = TargetTable.Of(train)!;
        if (Enumerable.Range(0, labels.Images).Any(image => Enumerable.Range(0, labels.Width).Any(label => labels[image, label] != labels[0, label]))) return;
        throw new ArgumentException(
            $"Training needs images that differ in their labels, but all {train.Count} training images have the same ones of {string.Join(", ", train.ClassNames)}. "
            + "Add images with others.");
    }

    private static ClassBalancing BalancingOf(LearningTask task, FineTuningOptions options) =>
        task != LearningTask.Regression || options.ClassBalancing == ClassBalancing.None
            ? options.ClassBalancing
            : throw new ArgumentException(
                $"{nameof(FineTuningOptions)}.{nameof(FineTuningOptions.ClassBalancing)} is for classes and labels, and a regression has none. Leave it out, or "
                + "give images weights.");

    private static void CheckValidation(IImageDataset validation, IImageDataset train)
    {
        if (validation.Count == 0)
        {
            throw new ArgumentException(
                "The validation set has no images. Add some, or pass null to hold back a part of the training set.");
        }
        if (validation.Task != train.Task)
            throw new ArgumentException($"The training set is for {train.Task}, but the validation set for {validation.Task}. Give both for the same.");
        if (!validation.ClassNames.SequenceEqual(train.ClassNames))
        {
            throw new ArgumentException(
                $"The validation set must have the training set's classes in the same order ({string.Join(", ", train.ClassNames)}), " +
                $"but has ({string.Join(", ", validation.ClassNames)}). For class folders, pass the training set's as ClassNames when the validation folder is read.");
        }
    }
}
