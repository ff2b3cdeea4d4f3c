using System.Globalization;
using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// How <see cref="FineTuner"/> trains. The defaults suit a pretrained network and some hundred to some thousand
/// images. <see cref="Validate"/> checks every range given here.
/// </summary>
public sealed record FineTuningOptions
{
    /// <summary>Passes over the training images, frozen ones included; at least 1. Default 15.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>
    /// The first epochs, in which only the head learns; 0 to <see cref="Epochs"/>. Default 5. Use 0 for a network without
    /// pretrained weights: a random backbone has nothing worth keeping.
    /// </summary>
    public int FrozenEpochs { get; init; } = 5;

    /// <summary>
    /// Learning rate of the head in the frozen epochs, or of all layers when <see cref="FrozenEpochs"/> is 0; above 0. Default 1e-3.
    /// </summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate of all layers after the frozen epochs; above 0. Default 1e-4.</summary>
    public double UnfrozenLearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Discriminative rates: one factor for each of the network's <see cref="Network.LayerGroups"/>, from input to output, by which the
    /// rate is multiplied when all layers learn; each at least 0. Null, the default, is 1 for all.
    /// </summary>
    public IReadOnlyList<double>? LayerGroupRateFactors { get; init; }

    /// <summary>
    /// Discriminative rates for any number of layer groups (Howard and Ruder 2018): the factor of the first group, above 0 and at most 1, from
    /// which the others rise to 1, that of the head, each by the same ratio. 0.01 is fastai's <c>slice(lr/100, lr)</c>. Null, the default: as
    /// <see cref="LayerGroupRateFactors"/> says, of which only one can be set.
    /// </summary>
    public double? FirstLayerGroupRateFactor { get; init; }

    /// <summary>
    /// Images per optimizer step; at least 1. Default 64. A last batch of one image is left out of an epoch that trains batch
    /// normalisation.
    /// </summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The optimizer. Default <see cref="OptimizerKind.Adam"/>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Weight decay; at least 0. Default 1e-4. Decoupled with AdamW, an L2 penalty with the others.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Momentum of SGD, 0 to below 1. Default 0.9. The other optimizers ignore it.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD uses Nesterov's momentum. Default false; needs <see cref="Momentum"/> above 0.</summary>
    public bool Nesterov { get; init; }

    /// <summary>
    /// How the rate changes within a phase. Default <see cref="RateScheduleKind.ReduceOnPlateau"/>. Every phase starts a fresh schedule.
    /// </summary>
    public RateScheduleKind Schedule { get; init; } = RateScheduleKind.ReduceOnPlateau;

    /// <summary>Factor of the rate at a plateau, above 0 and below 1. Default 0.5.</summary>
    public double PlateauFactor { get; init; } = 0.5;

    /// <summary>Epochs without a lower validation loss that are waited for before the rate is reduced; at least 0. Default 2.</summary>
    public int PlateauPatience { get; init; } = 2;

    /// <summary>
    /// Label smoothing of the training loss (Szegedy et al. 2015), 0 to below 1. Default 0. The validation loss is never smoothed.
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// What is done about classes with many more images than others. Default <see cref="ClassBalancing.None"/>. The validation's loss and
    /// accuracy count all images the same.
    /// </summary>
    public ClassBalancing ClassBalancing { get; init; }

    /// <summary>
    /// Share of the training images that is held back, class by class, when no validation set is given; at least 0 and below 1. Default
    /// 0.1. With 0 all images train: the weights of the last epoch stay, and the rate follows the training loss. Use it to train once more
    /// with a number of epochs that was found with validation.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>
    /// Random transforms of the training images, between resizing the shorter side and the final centre crop. Null, the default:
    /// a random crop of the network's size and a horizontal flip. Empty: none. Where the first is a
    /// <see cref="RandomResizedCrop"/>, it takes its piece from the image in full resolution, without resizing before.
    /// </summary>
    public IReadOnlyList<IImageTransform>? Augmentation { get; init; }

    /// <summary>
    /// Whether the frozen epochs augment, too. Default true. With false, or without random transforms, the backbone's features are
    /// computed once and reused in every frozen epoch, which is many times faster.
    /// </summary>
    public bool AugmentWhileFrozen { get; init; } = true;

    /// <summary>
    /// Most bytes that the reused features may take; at least 0. Default 1 GiB. Above it they are computed anew in every epoch.
    /// </summary>
    public long FeatureCacheBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Most bytes of decoded images that are kept in memory; at least 0. Those beyond it are read again in every epoch, on the loader's
    /// threads. Null, the default: a quarter of the free memory (<see cref="ImageMemory"/>). It makes no difference to the result.
    /// </summary>
    public long? ImageMemoryBytes { get; init; }

    /// <summary>
    /// Whether the training calls <see cref="MemoryReuse.Enable"/>, which concerns the whole process. Default true; false leaves the
    /// process alone.
    /// </summary>
    public bool ReuseMemory { get; init; } = true;

    /// <summary>
    /// When the statistics of the backbone's batch normalisation follow the images. Default
    /// <see cref="Training.BatchNormStatistics.FollowWhileUnfrozen"/>. Keep them for some hundred images in small batches.
    /// </summary>
    public BatchNormStatistics BatchNormStatistics { get; init; }

    /// <summary>
    /// What is computed in fewer bits while all layers learn, validation included. Default <see cref="TrainingPrecision.Float32"/>. The
    /// frozen epochs compute in float32. Networks with auxiliary heads and those outside the catalog know float32 only.
    /// </summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>
    /// Size and normalisation of the images. Null, the default, takes the network's <see cref="Network.InputSpec"/>; another value becomes
    /// that.
    /// </summary>
    public InputSpec? Input { get; init; }

    /// <summary>
    /// Threads that read and augment images; at least 1. Default: the number of processors. It makes no difference to the result.
    /// </summary>
    public int LoaderThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Seed of the new head, the order of the images, augmentation, dropout and the split. Default 0. The same seed gives the same result.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>
    /// A file that is replaced after every epoch with all that is needed to go on. When it is there at the beginning, the training
    /// goes on after its last epoch, on a CPU bit for bit as if it had never stopped; it must be the same training. Null, the
    /// default: none.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">
    /// A value is out of its range; the message names the option, its range, the value and the remedy.
    /// </exception>
    public void Validate()
    {
        Check(Epochs >= 1, nameof(Epochs), "must be at least 1", Epochs);
        Check(FrozenEpochs >= 0, nameof(FrozenEpochs), "must be at least 0", FrozenEpochs);
        Check(FrozenEpochs <= Epochs, nameof(FrozenEpochs),
            $"are the first of all {nameof(Epochs)} ({Epochs}) and cannot be more: raise {nameof(Epochs)} or lower {nameof(FrozenEpochs)}",
            FrozenEpochs);
        CheckRate(LearningRate, nameof(LearningRate));
        CheckRate(UnfrozenLearningRate, nameof(UnfrozenLearningRate));
        foreach (var factor in LayerGroupRateFactors ?? [])
            Check(factor >= 0 && double.IsFinite(factor), nameof(LayerGroupRateFactors), "must be finite numbers of at least 0", factor);
        if (FirstLayerGroupRateFactor is { } first) CheckFirstFactor(first);
        Check(BatchSize >= 1, nameof(BatchSize), "must be at least 1", BatchSize);
        CheckDefined(Optimizer, nameof(Optimizer));
        Check(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), "must be a finite number of at least 0", WeightDecay);
        CheckBelowOne(Momentum, nameof(Momentum));
        Check(!Nesterov || Momentum > 0, nameof(Nesterov), $"needs a {nameof(Momentum)} above 0", Momentum);
        CheckDefined(Schedule, nameof(Schedule));
        CheckBetween0And1(PlateauFactor, nameof(PlateauFactor));
        Check(PlateauPatience >= 0, nameof(PlateauPatience), "must be at least 0", PlateauPatience);
        CheckBelowOne(LabelSmoothing, nameof(LabelSmoothing));
        CheckDefined(ClassBalancing, nameof(ClassBalancing));
        CheckDefined(BatchNormStatistics, nameof(BatchNormStatistics));
        CheckDefined(Precision, nameof(Precision));
        CheckBelowOne(ValidationFraction, nameof(ValidationFraction));
        Check(FeatureCacheBytes >= 0, nameof(FeatureCacheBytes), "must be at least 0", FeatureCacheBytes);
        Check(ImageMemoryBytes is null or >= 0, nameof(ImageMemoryBytes), "must be at least 0", ImageMemoryBytes ?? 0);
        Check(LoaderThreads >= 1, nameof(LoaderThreads), "must be at least 1", LoaderThreads);
    }

    /// <summary>The factor of each of a number of layer groups.</summary>
    internal IReadOnlyList<double> RateFactors(int groups) => FirstLayerGroupRateFactor is { } first
        ? [.. Enumerable.Range(0, groups).Select(i => Math.Pow(first, 1 - (i / (double)Math.Max(1, groups - 1))))]
        : LayerGroupRateFactors ?? [.. Enumerable.Repeat(1.0, groups)];

    private void CheckFirstFactor(double factor)
    {
        Check(factor > 0 && factor <= 1, nameof(FirstLayerGroupRateFactor), "must be above 0 and at most 1, such as 0.01", factor);
        Check(LayerGroupRateFactors is null, nameof(FirstLayerGroupRateFactor),
            $"and {nameof(LayerGroupRateFactors)} say the same: leave one of them out", factor);
    }

    private static void CheckRate(double value, string name) =>
        Check(value > 0 && double.IsFinite(value), name, "must be a finite number above 0, such as 1e-3", value);

    private static void CheckBelowOne(double value, string name) =>
        Check(value >= 0 && value < 1, name, "must be at least 0 and below 1", value);

    private static void CheckBetween0And1(double value, string name) =>
        Check(value > 0 && value < 1, name, "must be above 0 and below 1", value);

    private static void CheckDefined<T>(T value, string name) where T : struct, Enum =>
        Check(Enum.IsDefined(value), name, $"must be one of {string.Join(", ", Enum.GetNames<T>())}", value);

    private static void Check(bool valid, string name, string rule, object value)
    {
        if (valid) return;
        throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} {rule}, but got {value}."));
    }
}
