using Toolkit.Augmentation;
using Toolkit.Datasets;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>What today's recipe makes of the same clothes: 54,000 images to learn from, 6,000 to choose the epoch and to stop by.</summary>
internal static class ResNetOnFashionMnist
{
    private const double LowestRate = 1e-4;

    public static Experiment Experiment { get; } = new TrainingExperiment(
        "resnet18-small-fashion", "ResNet-18 with a stem for small images and today's recipe: 50 epochs along a cosine", new Figure("95.0 to 95.5 %"))
    {
        Data = DataSet.FashionMnist,
        Network = "resnet18_small",
        NetworkOptions = new NetworkOptions { Channels = 1 },
        Recipe = new FineTuningOptions
        {
            Epochs = 50,
            FrozenEpochs = 0,
            BatchSize = 128,
            Optimizer = Optimizer.Sgd(momentum: 0.9, weightDecay: 1e-4, nesterov: true),
            LearningRate = 0.1,
            Schedule = new CosineTo(LowestRate),
            LabelSmoothing = 0.1,
            Callbacks = [new GradientClipping(maxNorm: 1), new EarlyStopping(patience: 10, metric: EarlyStoppingMetric.Accuracy)],
            Input = InputSpec.Mnist with { Mean = [FashionMnist.Mean], Std = [FashionMnist.Std] },
            Augmentation = [new RandomCrop(28, padding: 4), new RandomHorizontalFlip()],
            ValidationFraction = 0.1,
        },
        Brief = new Extent(Images: 6000, Epochs: 3),
    };

    /// <summary>Half a cosine that ends above 0: PyTorch's <c>CosineAnnealingLR</c> with <c>eta_min</c>, after every step.</summary>
    private sealed record CosineTo(double Lowest) : Schedule
    {
        public override double Rate(double fullRate, SchedulePosition position) =>
            Anneal(fullRate, Lowest, position.Step / (double)position.Steps);
    }
}
