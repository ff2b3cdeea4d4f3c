using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Networks;
using Toolkit.Samples.Classics.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>What thirty years have changed about LeNet: sigmoid, ReLU, batch normalisation.</summary>
internal static class LeNetOnFashionMnist
{
    private static readonly TrainingExperiment Sigmoid = new(
        "lenet-fashion", "LeNet-5 with sigmoid and average pooling sorts clothes (d2l.ai, section 7.6)", Figure.Around(82, 1.5))
    {
        Data = DataSet.FashionMnist,
        Network = "lenet",
        NetworkOptions = new NetworkOptions { Channels = 1 },
        Recipe = DiveIntoDeepLearning.Recipe(rate: 0.9, batchSize: 256),
    };

    public static IEnumerable<Experiment> Experiments =>
    [
        Sigmoid,
        Sigmoid with
        {
            Name = "lenet-relu-fashion",
            Shows = "LeNet-5 with ReLU, max pooling and Kaiming's initial weights sorts clothes",
            Figure = Figure.Around(88.5, 1),
            Network = "lenet_relu",
            Initialize = InitialWeights.Kaiming,
            Recipe = DiveIntoDeepLearning.Recipe(rate: 0.15, batchSize: 256),
        },
        Sigmoid with
        {
            Name = "lenet-batchnorm-fashion",
            Shows = "LeNet-5 with sigmoid and batch normalisation, which bears a rate of 1 (d2l.ai, section 8.5)",
            Figure = Figure.Between(87, 88.5),
            Network = "lenet_bn_valid",
            Recipe = DiveIntoDeepLearning.Recipe(rate: 1, batchSize: 256),
        },
    ];
}
