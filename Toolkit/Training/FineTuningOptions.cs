using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.Text;

namespace Toolkit.Training;

/// <summary>
/// How <see cref="FineTuner"/> trains. The defaults suit a pretrained network and some hundred to some thousand
/// images. <see cref="Validate"/> checks every range given here.
/// </summary>
public sealed record FineTuningOptions
{
    private readonly int? frozenEpochs;

    /// <summary>Passes over the training images, frozen ones included; at least 1. Default 15.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>
    /// The first epochs, in which only the head learns; 0 to <see cref="Epochs"/>. Default: a third of the epochs, at most 5. Use 0 for a
    /// network without pretrained weights: a random backbone has nothing worth keeping.
    /// </summary>
    public int FrozenEpochs
    {
        get => frozenEpochs ?? Math.Min(5, Epochs / 3);
        init => frozenEpochs = value;
    }

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
    /// Images per optimizer step, of each process where several train together; at least 1. Default 64. A last batch of which a process would have one image,
    /// or none, is left out of an epoch that trains batch normalisation.
    /// </summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The optimizer and its numbers. Default: <c>Optimizer.Adam(weightDecay: 1e-4)</c>.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam(weightDecay: 1e-4);

    /// <summary>
    /// Whether the optimizer's weight decay shrinks biases and the factors of normalisation, too. Default true, as in PyTorch. Recipes of today leave them
    /// out (He et al. 2019, "Bag of tricks for image classification").
    /// </summary>
    public bool WeightDecayOnBiasAndNorm { get; init; } = true;

    /// <summary>
    /// How the rates change within a phase. Default: <c>Schedule.ReduceOnPlateau()</c>. Every phase begins it anew.
    /// </summary>
    public Schedule Schedule { get; init; } = Schedule.ReduceOnPlateau();

    /// <summary>
    /// What else takes part in the training run, such as <see cref="EarlyStopping"/>; called in this order. Default: nothing.
    /// </summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>
    /// What training makes small, such as <c>Loss.Focal()</c>; it has to suit what the images are for. Null, the default: cross-entropy for classes, binary
    /// cross-entropy for several labels, the mean squared error for numbers.
    /// </summary>
    public Loss? Loss { get; init; }

    /// <summary>
    /// Label smoothing of the training loss (Szegedy et al. 2015), 0 to below 1, for losses that know it: cross-entropy and binary cross-entropy. Default 0.
    /// The validation loss is never smoothed.
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// What is done about classes with many more images than others. Default <see cref="ClassBalancing.None"/>. The validation's loss and
    /// accuracy count all images the same. Regression has no classes, and refuses it.
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
    /// What computes the frozen backbone, in whose evaluation mode nothing is random. Default: ONNX Runtime, which is faster, for a network of the
    /// catalog on the CPU, where the program has it and the statistics of batch normalisation stay; else TorchSharp. The two differ by rounding, so
    /// that a checkpoint belongs to one of them.
    /// </summary>
    public ScoringEngine FrozenEngine { get; init; }

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
    /// Whether the training calls <see cref="MemoryReuse.Enable"/>, and at its end <see cref="MemoryReuse.GiveBack"/>, which concern the whole process. Default
    /// true; false leaves the process alone.
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
    /// Seed of the new head, the order of the images, augmentation, dropout and the split. The same seed gives the same result. Null, the
    /// default: 0, or in an ML.NET pipeline without a checkpoint, one that is drawn from the MLContext, whose own seed makes it repeatable.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// A file that is replaced after every epoch with all that is needed to go on. When it is there at the beginning, the training
    /// goes on after its last epoch, on a CPU bit for bit as if it had never stopped; it must be the same training, but may have more
    /// <see cref="Epochs"/> now (a schedule that counts them then takes the rates of the longer run). Null, the default: none.
    /// </summary>
    public string? CheckpointPath { get; init; }

    /// <summary>
    /// Whether the probabilities are calibrated on the validation images when the last epoch is done: temperature scaling (Guo et al. 2017). All
    /// logits are divided by one number, which goes into the weights of the last layer, so that whatever computes the network gives the same
    /// probabilities. The order of the classes stays. Default false.
    /// </summary>
    public bool CalibrateProbabilities { get; init; }

    /// <summary>
    /// The processes that train together, such as <see cref="GradientExchange.Mpi"/>: each takes its share of every batch, and the mean of their gradients is
    /// learned from (data-parallel training). <see cref="BatchSize"/> is then that of each process. All must have the same options, network and images,
    /// at least 2 training images and 1 validation image a process. Rank 0 alone reads and writes the checkpoint.
    /// Default <see cref="GradientExchange.None"/>: this process alone.
    /// </summary>
    public IGradientExchange Distributed { get; init; } = GradientExchange.None;

    /// <summary>
    /// Whether the learning rates are multiplied by the number of processes, since that many times as many images make a step (Goyal et al. 2017, "Accurate,
    /// large minibatch SGD"). Meant for SGD; a warm-up goes well with it. Default false.
    /// </summary>
    public bool ScaleRateWithRanks { get; init; }

    /// <summary>
    /// The largest share of wrong answers that is accepted among those that are given, at least 0 and below 1. The validation images then decide from
    /// which probability on there is an answer; below it, the answer is "none of these" (<see cref="TrainingResult.Rejection"/>). Null, the default:
    /// every image is answered.
    /// </summary>
    public double? AcceptedErrorShare { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">
    /// A value is out of its range; the message names the option, its range, the value and the remedy.
    /// </exception>
    public void Validate()
    {
        Require.AtLeast(1, Epochs);
        Require.AtLeast(0, FrozenEpochs);
        Require.That(FrozenEpochs <= Epochs, FrozenEpochs,
            $"are the first of all {nameof(Epochs)} ({Epochs}) and cannot be more: raise {nameof(Epochs)} or lower {nameof(FrozenEpochs)}");
        Require.Positive(LearningRate);
        Require.Positive(UnfrozenLearningRate);
        foreach (var factor in LayerGroupRateFactors ?? []) Require.AtLeast0(factor, nameof(LayerGroupRateFactors));
        if (FirstLayerGroupRateFactor is { } first) CheckFirstFactor(first);
        Require.AtLeast(1, BatchSize);
        Require.NotNull(Optimizer);
        Require.NotNull(Schedule);
        Require.NotNull(Distributed);
        Require.NoNulls(Callbacks);
        Require.NoNulls(Augmentation ?? [], nameof(Augmentation));
        Require.Below1(LabelSmoothing);
        Require.Defined(ClassBalancing);
        Require.Defined(BatchNormStatistics);
        Require.Defined(Precision);
        Require.Defined(FrozenEngine);
        Require.Below1(ValidationFraction);
        Require.AtLeast0(FeatureCacheBytes);
        Require.AtLeast0(ImageMemoryBytes ?? 0, nameof(ImageMemoryBytes));
        Require.AtLeast(1, LoaderThreads);
        Require.Below1(AcceptedErrorShare ?? 0, nameof(AcceptedErrorShare));
    }

    /// <summary>The seed, or the one that stands for none.</summary>
    internal int RunSeed => Seed ?? 0;

    /// <summary>By what the rates are multiplied because of the number of processes.</summary>
    internal double RanksFactor => ScaleRateWithRanks ? Distributed.Ranks : 1;

    /// <summary>The factor of each of a number of layer groups.</summary>
    internal IReadOnlyList<double> RateFactors(int groups) => FirstLayerGroupRateFactor is { } first
        ? [.. Enumerable.Range(0, groups).Select(i => Math.Pow(first, 1 - (i / (double)Math.Max(1, groups - 1))))]
        : LayerGroupRateFactors ?? [.. Enumerable.Repeat(1.0, groups)];

    private void CheckFirstFactor(double factor)
    {
        Require.That(factor is > 0 and <= 1, factor, "must be above 0 and at most 1, such as 0.01", nameof(FirstLayerGroupRateFactor));
        Require.That(LayerGroupRateFactors is null, factor,
            $"and {nameof(LayerGroupRateFactors)} say the same: leave one of them out", nameof(FirstLayerGroupRateFactor));
    }
}
