using Toolkit.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;

namespace Toolkit.Training;

/// <summary>
/// Fits a pretrained network to images in two phases: first only the head learns while the backbone runs without a graph, then all
/// layers learn at a lowered rate. After every epoch the whole validation set is scored; the best weights are kept and put back at
/// the end. The same seed gives the same result bit for bit, whatever the number of loader threads, and whatever other trainings run in the
/// process: their steps take turns.
/// </summary>
/// <example>
/// <code>
/// var tuner = new FineTuner(network, Recipes.Cifar10("resnet18"));
/// tuner.EpochCompleted += Console.WriteLine;
/// var result = tuner.Fit(images);
/// </code>
/// </example>
public sealed class FineTuner
{
    /// <summary>Checks the options.</summary>
    /// <param name="network">Trained in place, on the device where its parameters are.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range or does not suit the network.</exception>
    public FineTuner(Network network, FineTuningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, Options) = (network, options ?? new FineTuningOptions());
        Options.Validate();
        CheckRateFactors();
        CheckPrecision();
    }

    /// <summary>Raised after every optimizer step, on the thread that trains.</summary>
    public event Action<IterationReport>? IterationCompleted;

    /// <summary>Raised after every epoch's validation, on the thread that trains.</summary>
    public event Action<EpochReport>? EpochCompleted;

    /// <summary>The network that is trained.</summary>
    public Network Network { get; }

    /// <summary>How it is trained.</summary>
    public FineTuningOptions Options { get; }

    /// <summary>
    /// Whether the network says the numbers of a regression already, as after an earlier <see cref="Fit"/>: the training goes on with its last layer rather
    /// than with a fresh one. False by default; it makes no difference in other tasks, or for another count of numbers.
    /// </summary>
    public bool ContinuesRegression { get; init; }

    /// <summary>
    /// Trains. When the training set has another number of classes than the network, the head's last layer is replaced by a fresh one
    /// first. The network ends in evaluation mode with the weights of the best epoch, those of the last layer scaled where its probabilities are calibrated.
    /// What is learned is what the images are for (<see cref="IImageDataset.Task"/>): one of several classes, several labels, or numbers. Numbers are
    /// standardised for the training, which begins with a fresh last layer unless <see cref="ContinuesRegression"/> says otherwise; at the end their unit goes
    /// into its weights, so that the network gives the numbers themselves, and not before.
    /// </summary>
    /// <param name="train">At least two images of at least two classes, or with other labels or numbers.</param>
    /// <param name="validation">
    /// Decides about rates and the best epoch; never pass the test set. Null holds back a part of every class of the training set
    /// (<see cref="FineTuningOptions.ValidationFraction"/>).
    /// </param>
    /// <param name="cancellation">
    /// Ends the training after the present step; the best weights so far are kept, and the result says so.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are too few images or classes, the two sets have different classes, there are no validation images to calibrate on, a target is none that the
    /// task allows, a number is the same for all images, an option does not suit the task, or processes that train together have different options,
    /// networks or images.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// Probabilities are to be calibrated, and the network is a program's own with a head that has to be otherwise; or several labels or numbers are to be
    /// learned by a network whose outputs are never below 0, as SqueezeNet's.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The loss became infinite or not a number, and the network holds the best weights so far; or the checkpoint is of another training run.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint file is damaged.</exception>
    /// <exception cref="Files.UnwritableFileException">The checkpoint file cannot be written; found out before the first epoch.</exception>
    /// <exception cref="UnreadableImageException">An image cannot be read; the exception names it.</exception>
    public TrainingResult Fit(IImageDataset train, IImageDataset? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Options.CheckpointPath is { } path && Options.Distributed.Rank == 0) CheckpointFile.CheckWritable(path);
        if (!Options.ReuseMemory) return Train(train, validation, cancellation);
        MemoryReuse.Enable();
        try
        {
            return Train(train, validation, cancellation);
        }
        finally
        {
            MemoryReuse.GiveBack();
        }
    }

    private TrainingResult Train(IImageDataset train, IImageDataset? validation, CancellationToken cancellation)
    {
        Network.InputSpec = Options.Input ?? Network.InputSpec;
        CheckAuxiliarySize();
        var budget = new ImageBudget(Options.ImageMemoryBytes ?? ImageMemory.QuarterOfFree());
        var kept = validation is null ? null : CachedImages.Over(validation, budget);
        var data = new TrainingData(Network, Options, CachedImages.Over(train, budget), kept) { Exchange = Options.Distributed };
        using var random = new RandomStream(SeedOf(Options.Distributed.Rank));
        var goesOn = Network.Classes == train.ClassNames.Count && (data.Scale is null || ContinuesRegression);
        if (!goesOn) random.Draw(() => Network.ReplaceHead(train.ClassNames.Count));
        Network.CorrectConvolutions();
        ConfidenceFit.Check(Network, data);
        if (train.Task != LearningTask.Classification) OutputScale.Check(Network, train.Task.ToString());
        return ConfidenceFit.Apply(Network, data, Run(data, random, goesOn, cancellation));
    }

    internal void Report(IterationReport report) => IterationCompleted?.Invoke(report);

    internal void Report(EpochReport report) => EpochCompleted?.Invoke(report);

    /// <summary>Refuses images that are too small for auxiliary heads, where these are to learn.</summary>
    internal void CheckAuxiliarySize()
    {
        if (Network is not IAuxiliaryHeads heads || Options.Epochs == Options.FrozenEpochs) return;
        var (input, size) = (Network.InputSpec, heads.AuxiliaryMinimumSize);
        if (input.Height >= size && input.Width >= size) return;
        throw new ArgumentException(
            $"{Network.Architecture} learns from images of at least {size}×{size} pixels, but the input is {input.Width}×{input.Height} " +
            $"(width × height). Choose a larger {nameof(FineTuningOptions)}.{nameof(FineTuningOptions.Input)}, or build the network with " +
            $"{nameof(NetworkOptions)}.{nameof(NetworkOptions.AuxiliaryHeads)} = false where these are what needs the size.");
    }

    /// <summary>
    /// Dropout and the like are to differ from rank to rank; rank 0 draws what a single process does. libtorch's generator of the CPU takes the low 32
    /// bits of a seed alone, in which multiples of an odd number (2³²/φ) differ.
    /// </summary>
    internal long SeedOf(int rank) => Options.RunSeed + rank * 0x9E3779B9L;

    private TrainingResult Run(TrainingData data, RandomStream random, bool goesOn, CancellationToken cancellation)
    {
        try
        {
            // A head that was trained to give numbers gives them in their unit, and not standardised.
            if (goesOn) data.Scale?.TakeOutOf(Network);
            return new TrainingRun(this, data, random, cancellation).Run();
        }
        finally
        {
            // However the training ends, the network holds weights that somebody may use.
            data.Scale?.PutInto(Network);
        }
    }

    private void CheckPrecision()
    {
        if (Options.Precision == TrainingPrecision.Float32 || MixedPrecision.Suits(Network)) return;
        throw new ArgumentException(
            $"{nameof(FineTuningOptions)}.{nameof(FineTuningOptions.Precision)} {Options.Precision} is for networks of the catalog without " +
            $"auxiliary heads, but {Network.Architecture} is none. Train it in {TrainingPrecision.Float32}.");
    }

    private void CheckRateFactors()
    {
        var groups = Network.LayerGroups;
        if (Options.LayerGroupRateFactors is not { } factors || factors.Count == groups.Count) return;
        throw new ArgumentException(
            $"{nameof(FineTuningOptions.LayerGroupRateFactors)} needs one factor for each of the {groups.Count} layer groups " +
            $"of {Network.Architecture} ({string.Join(", ", groups.Select(group => group.Name))}), but has {factors.Count}.");
    }
}
