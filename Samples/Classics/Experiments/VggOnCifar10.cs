using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>VGG in its form for small images. A tenth of the training images decides which epoch is kept.</summary>
internal static class VggOnCifar10
{
    public static Experiment Experiment { get; } = new TrainingExperiment(
        "vgg-cifar10", "VGG-16 with batch normalisation and one linear layer on small photographs, ten epochs", Figure.Of(84.69))
    {
        Data = DataSet.Cifar10,
        Network = "vgg16_bn_small",
        Recipe = new FineTuningOptions
        {
            Epochs = 10,
            FrozenEpochs = 0,
            BatchSize = 128,
            Optimizer = Optimizer.Sgd(momentum: 0.9, weightDecay: 5e-4),
            LearningRate = 0.05,
            Schedule = Schedule.OneCycle(),
            Input = InputSpec.Cifar10,
            Augmentation = [new RandomCrop(32, padding: 4), new RandomHorizontalFlip()],
            ValidationFraction = 0.1,
        },
        Brief = new Extent(Images: 5000, Epochs: 4),
    };
}
