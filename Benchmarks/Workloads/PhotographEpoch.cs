using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Training;

namespace Toolkit.Benchmarks.Workloads;

/// <summary>
/// An epoch in which all layers learn from photographs at 224×224 (Adam, batches of 16, nothing random but their order), with a fourth as many for
/// validation, and the best weights kept.
/// </summary>
internal sealed class PhotographEpoch : IWorkload
{
    private readonly IImageDataset train, validation;
    private readonly FineTuner tuner;

    public PhotographEpoch(WorkloadOptions options, string network)
    {
        var photographs = new ImageFolder(Path.Combine(options.Data, "photographs"));
        train = photographs.TakeRandom(options.Images, seed: 1);
        validation = photographs.TakeRandom(options.Images / 4, seed: 2);
        tuner = new FineTuner(NetworkCatalog.Create(network, 10), new FineTuningOptions
        {
            Epochs = 1,
            FrozenEpochs = 0,
            LearningRate = 1e-4,
            BatchSize = 16,
            Augmentation = [],
            Input = InputSpec.ImageNet,
            LoaderThreads = options.Threads,
        });
    }

    public Measurement Run() => new(train.Count, tuner.Fit(train, validation).Epochs.Sum(epoch => epoch.Seconds));
}
