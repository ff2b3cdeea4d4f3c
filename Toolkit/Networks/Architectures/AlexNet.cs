using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// AlexNet as torchvision builds it, after "One weird trick for parallelizing convolutional neural networks"
/// (Krizhevsky 2014): five convolutions, and a head of three linear layers with dropout (0.5). The initial weights are
/// the layers' defaults. <see cref="ForSmallImages"/> is the variant for 32×32 images.
/// </summary>
internal sealed class AlexNet : PlainNetwork
{
    private const int FeatureMaps = 256, PooledSize = 6, Hidden = 4096;
    private const double DefaultDropout = 0.5;

    private AlexNet(string architecture, int minimumSize, int classes, NetworkOptions? options,
        Func<int, (nn.Module<Tensor, Tensor> Convolution, nn.Module<Tensor, Tensor> Pooling)> firstLayers)
        : base(architecture, minimumSize, classes, options) =>
        Assemble(
            Convolutions(firstLayers(Options.Channels)),
            nn.AdaptiveAvgPool2d(PooledSize),
            Classifier(classes, Options.Dropout ?? DefaultDropout));

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [Torchvision.Network("alexnet", Standard, 61_100_840), new("alexnet32", ForSmallImages)],
            Torchvision.Weights("alexnet.imagenet1k_v1", "alexnet-owt-7be5be79.pth", 233.087, 56.522, 79.066));

    /// <summary>
    /// <c>alexnet</c>: first convolution 11×11, stride 4, padding 2; images of 63×63 pixels at least, 224×224 as trained.
    /// </summary>
    public static AlexNet Standard(int classes, NetworkOptions? options = null) =>
        new(
            "alexnet", 63, classes, options, channels => (Layer.Conv2d(channels, 64, 11, stride: 4, padding: 2), nn.MaxPool2d(3, stride: 2)));

    /// <summary>
    /// <c>alexnet32</c>, for images of 32×32 pixels (14×14 at least): the first convolution is 3×3 with stride 1 and padding 1,
    /// the first pooling 2×2. All other layers are AlexNet's, so that its weights fit.
    /// </summary>
    /// <inheritdoc cref="Standard"/>
    public static AlexNet ForSmallImages(int classes, NetworkOptions? options = null)
    {
        var network = new AlexNet(
            "alexnet32", 14, classes, options, channels => (Layer.Conv2d(channels, 64, 3, padding: 1), nn.MaxPool2d(2, stride: 2)));
        network.InputSpec = ForChannels(InputSpec.Cifar10, network.Options.Channels);
        return network;
    }

    private static LayerStack Convolutions((nn.Module<Tensor, Tensor> Convolution, nn.Module<Tensor, Tensor> Pooling) first) => new(
        first.Convolution,
        nn.ReLU(true),
        first.Pooling,
        Layer.Conv2d(64, 192, 5, padding: 2),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2),
        Layer.Conv2d(192, 384, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(384, FeatureMaps, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(FeatureMaps, FeatureMaps, 3, padding: 1),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2));

    private static LayerStack Classifier(int classes, double dropout) => new(
        nn.Dropout(dropout),
        Layer.Linear(FeatureMaps * PooledSize * PooledSize, Hidden),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(Hidden, Hidden),
        nn.ReLU(true),
        Layer.Linear(Hidden, classes));
}
