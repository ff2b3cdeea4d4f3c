using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>
/// One epoch of the CIFAR-10 recipe (ResNet18 at 32×32 or a larger size, Adam, batches of 64): the training images with random augmentation, a tenth as
/// many for validation, and the best weights kept.
/// </summary>
internal sealed class RecipeEpoch : IWorkload
{
    private readonly InMemoryImages train, validation;
    private readonly FineTuner tuner;

    private RecipeEpoch(WorkloadOptions options, Func<FineTuningOptions, FineTuningOptions> phase, int size = 32)
    {
        train = RecordFile.Read(Path.Combine(options.Data, "cifar-train.bin"), options.Images);
        validation = RecordFile.Read(Path.Combine(options.Data, "cifar-test.bin"), options.Images / 10);
        var recipe = Recipes.Cifar10("resnet18", size) with { Epochs = 1, LoaderThreads = options.Threads };
        tuner = new FineTuner(LoadNetwork(options), phase(recipe));
    }

    /// <summary>Only the head learns.</summary>
    public static RecipeEpoch Frozen(WorkloadOptions options, ScoringEngine engine) =>
        new(options, recipe => recipe with { FrozenEpochs = 1, FrozenEngine = engine });

    /// <summary>All layers learn.</summary>
    public static RecipeEpoch Unfrozen(WorkloadOptions options, TrainingPrecision precision, int size = 32) => new(
        options,
        recipe => recipe with { FrozenEpochs = 0, LearningRate = recipe.UnfrozenLearningRate, Precision = precision },
        size);

    public Measurement Run() => new(train.Count, tuner.Fit(train, validation).Epochs.Sum(epoch => epoch.Seconds));

    /// <summary>ResNet18 with 10 classes and the weights that the peers start from, too.</summary>
    internal static Network LoadNetwork(WorkloadOptions options)
    {
        var network = NetworkCatalog.Create("resnet18", 10);
        Weights.File(Path.Combine(options.Data, "resnet18-10.pth")).LoadInto(network);
        return network;
    }
}
