using Toolkit.Networks;
using Toolkit.Samples.Classics.Data;
using Toolkit.Samples.Classics.Networks;
using Toolkit.Samples.Classics.Training;

namespace Toolkit.Samples.Classics.Experiments;

/// <summary>The networks that followed AlexNet, as d2l.ai's chapter 8 trains them on enlarged images of clothes, from Xavier's initial weights.</summary>
internal static class DeepNetworksOnFashionMnist
{
    private static readonly NetworkOptions Grey = new() { Channels = 1 };

    public static IEnumerable<Experiment> Experiments =>
    [
        Train("alexnet-fashion", "AlexNet at 224 pixels (d2l.ai, section 8.1)", 89.9, "alexnet_original", Grey, rate: 0.01, batchSize: 128, size: 224),
        Train("vgg11-fashion", "VGG-11 with a quarter of its maps (d2l.ai, section 8.2)", 92.8, "vgg11", Grey with { WidthDivisor = 4 }, 0.05, 128, 224),
        Train("nin-fashion", "Network in Network, which has no linear layer (d2l.ai, section 8.3)", 78.7, "nin", Grey, 0.1, 128, 224),
        Train("googlenet-fashion", "GoogLeNet at 96 pixels (d2l.ai, section 8.4)", 87.8, "googlenet_plain", Grey, 0.01, 128, 96),
        Train("resnet18-fashion", "ResNet-18 (d2l.ai, section 8.6)", 91.3, "resnet18", Grey, 0.05, 256, 96),
        Train("densenet-fashion", "DenseNet of four blocks of four layers (d2l.ai, section 8.7)", 88.2, "densenet_small", Grey, 0.1, 256, 96),
    ];

    private static TrainingExperiment Train(
        string name, string shows, double published, string network, NetworkOptions options, double rate, int batchSize, int size) =>
        new(name, shows, Figure.Of(published))
        {
            Data = DataSet.FashionMnist,
            Network = network,
            NetworkOptions = options,
            Initialize = InitialWeights.Xavier,
            Recipe = DiveIntoDeepLearning.Recipe(rate, batchSize, size),
            Brief = new Extent(Images: 2000, Epochs: 2, TestImages: 500),
        };
}
