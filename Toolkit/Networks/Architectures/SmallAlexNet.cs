using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// AlexNet's layout made small for images of 28×28 pixels, such as MNIST's: five 3×3 convolutions of 32, 64, 128, 256 and 256 maps, pooling
/// after the first, the second and the fifth, and a head of three linear layers (1024, 512) with dropout (0.5). The initial weights are the
/// layers' defaults.
/// </summary>
internal sealed class SmallAlexNet : PlainNetwork
{
    private const int FeatureMaps = 256, PooledSize = 3;
    private const double DefaultDropout = 0.5;

    private SmallAlexNet(int classes, NetworkOptions? options) : base("alexnet_small", 12, classes, options)
    {
        Assemble(
            Convolutions(Options.Channels),
            nn.AdaptiveAvgPool2d(PooledSize),
            Classifier(classes, Options.Dropout ?? DefaultDropout));
        InputSpec = ForChannels(InputSpec.Mnist, Options.Channels);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        [new("alexnet_small", Create) { Parameters = ParameterCount.Mnist(3_868_170) }];

    /// <summary>
    /// <c>alexnet_small</c>, for images of 28×28 pixels (12×12 at least; the maps are pooled to the size that they have at 28);
    /// 3,868,170 parameters with one channel and 10 classes.
    /// </summary>
    public static SmallAlexNet Create(int classes, NetworkOptions? options = null) => new(classes, options);

    private static LayerStack Convolutions(int channels) => new(
        Layer.Conv2d(channels, 32, 3, padding: 1),
        nn.ReLU(true),
        nn.MaxPool2d(2, stride: 2),
        Layer.Conv2d(32, 64, 3, padding: 1),
        nn.ReLU(true),
        nn.MaxPool2d(2, stride: 2),
        Layer.Conv2d(64, 128, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(128, FeatureMaps, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(FeatureMaps, FeatureMaps, 3, padding: 1),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2));

    private static LayerStack Classifier(int classes, double dropout) => new(
        nn.Dropout(dropout),
        Layer.Linear(FeatureMaps * PooledSize * PooledSize, 1024),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(1024, 512),
        nn.ReLU(true),
        Layer.Linear(512, classes));
}
