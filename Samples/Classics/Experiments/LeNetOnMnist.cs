using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Training;
using Toolkit.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>The network that read cheques, in today's form, on the digits that it was made for.</summary>
internal static class LeNetOnMnist
{
    /// <summary>A tenth of the training images decides which epoch is kept. The best epoch on the test images is told beside it.</summary>
    public static Experiment Experiment { get; } = new TrainingExperiment(
        "lenet-mnist", "LeNet-5 with ReLU reads handwritten digits (LeCun et al. 1998)", Figure.AtLeast(98.9))
    {
        BestEpoch = Figure.AtLeast(99),
        Data = DataSet.Mnist,
        Network = "lenet_relu",
        NetworkOptions = new NetworkOptions { Channels = 1 },
        Recipe = new FineTuningOptions
        {
            Epochs = 10,
            FrozenEpochs = 0,
            BatchSize = 64,
            Optimizer = Optimizer.Adam(),
            LearningRate = 2e-3,
            Schedule = Schedule.Cosine(),
            Input = InputSpec.Mnist,
            Augmentation = [],
        },
    };
}
