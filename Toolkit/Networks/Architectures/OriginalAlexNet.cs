using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>alexnet_original</c>, the AlexNet of "ImageNet Classification with Deep Convolutional Neural Networks" (Krizhevsky et al. 2012) in one
/// piece: 96, 256, 384, 384 and 256 maps, and linear layers of 4096 with dropout (0.5) after each. Local response normalisation, which has no
/// parameters and did not prove useful (Simonyan and Zisserman 2014), is left out, and so is the split over two devices. The initial weights
/// are the layers' defaults.
/// <para>
/// For images of 224×224 pixels (63×63 at least, grey ones 65×65; the maps are pooled to the size that they have at 224). Colour images are
/// padded by 2, as in the paper: 62,378,344 parameters with 1000 classes, 37,752,832 of them in the first linear layer. Grey images are
/// padded by 1, as Zhang et al. do ("Dive into Deep Learning", section 8.1): 46,764,746 parameters with 10 classes, 26,218,496 of them in
/// the first linear layer.
/// </para>
/// </summary>
internal sealed class OriginalAlexNet : StagedNetwork
{
    private const int Hidden = 4096;
    private const double DefaultDropout = 0.5;

    private OriginalAlexNet(int classes, NetworkOptions? options)
        : base("alexnet_original", smallestSize: options?.Channels == 1 ? 65 : 63, classes, options)
    {
        var (padding, pooledSize) = Options.Channels == 3 ? (2L, 6L) : (1L, 5L);
        AddStem(Layer.Conv2d(Options.Channels, 96, 11, stride: 4, padding: padding), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddStage(Layer.Conv2d(96, 256, 5, padding: 2), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddStage(Layer.Conv2d(256, 384, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(384, 384, 3, padding: 1), nn.ReLU(true));
        AddStage(Layer.Conv2d(384, 256, 3, padding: 1), nn.ReLU(true), nn.MaxPool2d(3, stride: 2));
        AddPooling(nn.AdaptiveAvgPool2d(pooledSize));
        AddHead("classifier", new LayerStack(
            Layer.Linear(256 * pooledSize * pooledSize, Hidden),
            nn.ReLU(true),
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(Hidden, Hidden),
            nn.ReLU(true),
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(Hidden, classes)));
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("alexnet_original", (classes, options) => new OriginalAlexNet(classes, options))
        {
            Parameters = ParameterCount.ImageNet(62_378_344),
        },
    ];
}
