using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// SqueezeNet (Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters") as torchvision builds it: one
/// convolution, eight fire modules, and a head that is a 1×1 convolution with one output map a class, ReLU and global average pooling.
/// Between that convolution and the pooling stands ReLU, so the head needs the whole feature map: <see cref="Network.HeadInput"/> is
/// <c>[N, 512, h, w]</c>, while <see cref="Network.Features"/> is its average, <c>[N, 512]</c>. Convolutions start from Kaiming's
/// uniform distribution, the last one from a normal distribution of deviation 0.01, biases from zero. Dropout is 0.5 by default.
/// <list type="bullet">
/// <item><c>squeezenet1_0</c>: first convolution 7×7 with 96 maps; 1,248,424 parameters with 1000 classes; images of 21×21 pixels at least.
/// </item>
/// <item><c>squeezenet1_1</c>: first convolution 3×3 with 64 maps and earlier pooling, which takes 2.4 times less computation; 1,235,496
/// parameters with 1000 classes; images of 17×17 pixels at least.</item>
/// </list>
/// </summary>
internal sealed class SqueezeNet : StagedNetwork
{
    private const int Poolings = 3;
    private const double DefaultDropout = 0.5;

    private readonly int stemKernel;

    private SqueezeNet(string architecture, bool isVersion10, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: isVersion10 ? 21 : 17, classes, options)
    {
        stemKernel = isVersion10 ? 7 : 3;
        if (isVersion10)
        {
            AddStem(Layer.Conv2d(Options.Channels, 96, 7, stride: 2), nn.ReLU(true), Pooling());
            AddStage(new FireModule(96, 16, 64), new FireModule(128, 16, 64), new FireModule(128, 32, 128), Pooling());
            AddStage(
                new FireModule(256, 32, 128), new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256),
                Pooling());
            AddStage(new FireModule(512, 64, 256));
        }
        else
        {
            AddStem(Layer.Conv2d(Options.Channels, 64, 3, stride: 2), nn.ReLU(true), Pooling());
            AddStage(new FireModule(64, 16, 64), new FireModule(128, 16, 64), Pooling());
            AddStage(new FireModule(128, 32, 128), new FireModule(256, 32, 128), Pooling());
            AddStage(
                new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256), new FireModule(512, 64, 256));
        }
        // The head's last layer, which comes behind, has a distribution of its own.
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            nn.init.kaiming_uniform_(convolution.weight!, 0, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU);
            nn.init.zeros_(convolution.bias!);
        }
        AddPooling(maps => maps.Mean([2, 3]));
        AddHead("classifier", new LayerStack(
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Conv2d(512, classes, 1),
            nn.ReLU(true),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten()));
        Initialize(LastLayer);
    }

    /// <inheritdoc/>
    public override long HeadInputCount => FeatureCount * MapSide(InputSpec.Height) * MapSide(InputSpec.Width);

    /// <inheritdoc/>
    protected override TracedTensor ComputeHeadInput(TracedTensor images) => RunStages(images);

    /// <summary>Of the last layer only: the constructor draws the others.</summary>
    private protected override void Initialize(nn.Module layer)
    {
        var convolution = (Conv2d)layer;
        nn.init.normal_(convolution.weight!, 0, 0.01);
        nn.init.zeros_(convolution.bias!);
    }

    private static MaxPool2d Pooling() => nn.MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>Height or width of the feature map, for images of that height or width.</summary>
    private long MapSide(long imageSide)
    {
        var side = ((imageSide - stemKernel) / 2) + 1;
        for (var i = 0; i < Poolings; i++) side = ((side - 2) / 2) + 1; // 3×3 with stride 2, rounded up
        return side;
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Torchvision.Network(
                "squeezenet1_0", (classes, options) => new SqueezeNet("squeezenet1_0", isVersion10: true, classes, options), 1_248_424),
            Torchvision.Network(
                "squeezenet1_1", (classes, options) => new SqueezeNet("squeezenet1_1", isVersion10: false, classes, options), 1_235_496),
        ],
        Torchvision.Weights("squeezenet1_0.imagenet1k_v1", "squeezenet1_0-b66bff10.pth", 4.778, 58.092, 80.420),
        Torchvision.Weights("squeezenet1_1.imagenet1k_v1", "squeezenet1_1-b8a52dc0.pth", 4.729, 58.178, 80.624));
}
