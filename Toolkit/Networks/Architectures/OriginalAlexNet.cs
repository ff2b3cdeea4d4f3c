using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The AlexNet of "ImageNet Classification with Deep Convolutional Neural Networks" (Krizhevsky et al. 2012) in one piece: 96, 256, 384,
/// 384 and 256 maps, and linear layers of 4096 with dropout (0.5) after each. Local response normalisation, which has no parameters and
/// did not prove useful (Simonyan and Zisserman 2014), is left out, and so is the split over two devices. The initial weights are the
/// layers' defaults.
/// </summary>
internal sealed class OriginalAlexNet : PlainNetwork
{
    private const int FirstMaps = 96, SecondMaps = 256, InnerMaps = 384, Hidden = 4096;
    private const double DefaultDropout = 0.5;

    private OriginalAlexNet(int classes, NetworkOptions? options)
        : base("alexnet_original", options?.Channels == 1 ? 65 : 63, classes, options)
    {
        var (padding, pooledSize) = Options.Channels == 3 ? (2L, 6L) : (1L, 5L);
        Assemble(
            Convolutions(Options.Channels, padding),
            nn.AdaptiveAvgPool2d(pooledSize),
            Classifier(SecondMaps * pooledSize * pooledSize, classes, Options.Dropout ?? DefaultDropout));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        [new("alexnet_original", Create) { Parameters = ParameterCount.ImageNet(62_378_344) }];

    /// <summary>
    /// <c>alexnet_original</c>, for images of 224×224 pixels (63×63 at least, grey ones 65×65; the maps are pooled to the size that they
    /// have at 224). Colour images are padded by 2, as in the paper: 62,378,344 parameters with 1000 classes, 37,752,832 of them in the
    /// first linear layer. Grey images are padded by 1, as Zhang et al. do ("Dive into Deep Learning", section 8.1): 46,764,746
    /// parameters with 10 classes, 26,218,496 of them in the first linear layer.
    /// </summary>
    public static OriginalAlexNet Create(int classes, NetworkOptions? options = null) => new(classes, options);

    private static LayerStack Convolutions(int channels, long padding) => new(
        Layer.Conv2d(channels, FirstMaps, 11, stride: 4, padding: padding),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2),
        Layer.Conv2d(FirstMaps, SecondMaps, 5, padding: 2),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2),
        Layer.Conv2d(SecondMaps, InnerMaps, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(InnerMaps, InnerMaps, 3, padding: 1),
        nn.ReLU(true),
        Layer.Conv2d(InnerMaps, SecondMaps, 3, padding: 1),
        nn.ReLU(true),
        nn.MaxPool2d(3, stride: 2));

    private static LayerStack Classifier(long features, int classes, double dropout) => new(
        Layer.Linear(features, Hidden),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(Hidden, Hidden),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(Hidden, classes));
}
