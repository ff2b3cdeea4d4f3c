using Toolkit.Data;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>A frozen phase without random augmentation, from its second epoch on: the backbone's features are there already.</summary>
internal sealed class ReusedFeatures(WorkloadOptions options) : IWorkload
{
    private const int Epochs = 6;
    private readonly InMemoryImages train = RecordFile.Read(Path.Combine(options.Data, "cifar-train.bin"), options.Images);
    private readonly InMemoryImages validation = RecordFile.Read(Path.Combine(options.Data, "cifar-test.bin"), options.Images / 10);

    private readonly FineTuner tuner = new(RecipeEpoch.LoadNetwork(options), Recipes.Cifar10("resnet18") with
    {
        Epochs = Epochs,
        FrozenEpochs = Epochs,
        AugmentWhileFrozen = false,
        LoaderThreads = options.Threads,
    });

    public Measurement Run()
    {
        var later = tuner.Fit(train, validation).Epochs.Skip(1).ToArray();
        return new(train.Count * (long)later.Length, later.Sum(epoch => epoch.Seconds));
    }
}
