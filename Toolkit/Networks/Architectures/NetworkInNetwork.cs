using Toolkit.Images;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// Network in Network (Lin et al. 2013): blocks of one convolution and two 1×1 convolutions, each with ReLU, and no linear layers. The last
/// 1×1 convolution has one map a class; with its ReLU and global average pooling it is the head. Because the ReLU stands before the
/// pooling, the head works on the feature map: <see cref="Network.HeadInput"/> is <c>[N, maps, h, w]</c>, while
/// <see cref="Network.Features"/> is its average. Dropout is 0.5. The initial weights are the layers' defaults.
/// <list type="bullet">
/// <item><c>nin</c>, for ImageNet's 224×224 pixels (67×67 at least); 7,595,176 parameters with 1000 classes.</item>
/// <item><c>nin_small</c>, the paper's network for CIFAR's 32×32 pixels (4×4 at least); 966,986 parameters with 10 classes.</item>
/// </list>
/// </summary>
internal sealed class NetworkInNetwork : StagedNetwork
{
    private const double DefaultDropout = 0.5;

    private readonly bool smallImages;

    private NetworkInNetwork(string architecture, bool smallImages, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: smallImages ? 4 : 67, classes, options)
    {
        this.smallImages = smallImages;
        var dropout = Options.Dropout ?? DefaultDropout;
        if (smallImages)
        {
            AddStem(
                Block(Layer.Conv2d(Options.Channels, 192, 5, padding: 2), 160, 96),
                nn.MaxPool2d(3, stride: 2, ceil_mode: true),
                nn.Dropout(dropout));
            AddStage(
                Block(Layer.Conv2d(96, 192, 5, padding: 2), 192, 192),
                nn.AvgPool2d(3, stride: 2, ceil_mode: true),
                nn.Dropout(dropout));
            AddStage(Block(Layer.Conv2d(192, 192, 3, padding: 1), 192));
        }
        else
        {
            AddStem(Block(Layer.Conv2d(Options.Channels, 96, 11, stride: 4), 96, 96), nn.MaxPool2d(3, stride: 2));
            AddStage(Block(Layer.Conv2d(96, 256, 5, padding: 2), 256, 256), nn.MaxPool2d(3, stride: 2));
            AddStage(Block(Layer.Conv2d(256, 384, 3, padding: 1), 384, 384), nn.MaxPool2d(3, stride: 2), nn.Dropout(dropout));
            AddStage(Block(Layer.Conv2d(384, 1024, 3, padding: 1), 1024));
        }
        AddPooling(maps => maps.Mean([2, 3]));
        AddHead("classifier", new LayerStack(
            Layer.Conv2d(smallImages ? 192 : 1024, classes, 1),
            nn.ReLU(true),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten()));
        InputSpec = ForChannels(smallImages ? InputSpec.Cifar10 : InputSpec.ImageNet, Options.Channels);
    }

    /// <inheritdoc/>
    public override long HeadInputCount => FeatureCount * MapSide(InputSpec.Height) * MapSide(InputSpec.Width);

    /// <inheritdoc/>
    protected override TracedTensor ComputeHeadInput(TracedTensor images) => RunStages(images);

    /// <summary>A convolution and 1×1 convolutions, each with ReLU.</summary>
    private static LayerStack Block(Conv2d convolution, params int[] widths)
    {
        var layers = new List<nn.Module<Tensor, Tensor>> { convolution, nn.ReLU(true) };
        var channels = convolution.weight!.shape[0];
        foreach (var width in widths)
        {
            layers.AddRange(Layer.Conv2d(channels, width, 1), nn.ReLU(true));
            channels = width;
        }
        return new LayerStack([.. layers]);
    }

    /// <summary>Height or width of the feature map, for images of that height or width.</summary>
    private long MapSide(long side)
    {
        return smallImages ? Pooled(Pooled(side + 1) + 1) : Pooled(Pooled(Pooled(((side - 11) / 4) + 1)));

        static long Pooled(long side) => ((side - 3) / 2) + 1;
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("nin", (classes, options) => new NetworkInNetwork("nin", smallImages: false, classes, options))
        {
            Parameters = ParameterCount.ImageNet(7_595_176),
        },
        new("nin_small", (classes, options) => new NetworkInNetwork("nin_small", smallImages: true, classes, options))
        {
            Parameters = ParameterCount.Cifar10(966_986),
        },
    ];
}
