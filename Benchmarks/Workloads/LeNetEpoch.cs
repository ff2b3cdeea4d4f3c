using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>An epoch of LeNet on Fashion-MNIST's 60,000 images, batches of 256, and the 10,000 test images as validation.</summary>
internal sealed class LeNetEpoch : IWorkload
{
    private readonly InMemoryImages train = FashionMnist.Load(training: true, channels: 1);
    private readonly InMemoryImages validation = FashionMnist.Load(training: false, channels: 1);
    private readonly FineTuner tuner;

    public LeNetEpoch(WorkloadOptions options) => tuner = new FineTuner(NewNetwork(), new FineTuningOptions
    {
        Epochs = 1,
        FrozenEpochs = 0,
        LearningRate = 1e-3,
        Optimizer = Optimizer.Adam(),
        BatchSize = 256,
        Augmentation = [],
        Input = InputSpec.Mnist with { Mean = [FashionMnist.Mean], Std = [FashionMnist.Std] },
        LoaderThreads = options.Threads,
    });

    public Measurement Run() => new(train.Count, tuner.Fit(train, validation).Epochs.Sum(epoch => epoch.Seconds));

    private static Network NewNetwork() =>
        NetworkCatalog.Create("lenet_relu", FashionMnist.ClassNames.Count, new NetworkOptions { Channels = 1, Seed = 1 });
}
