using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// ResNet's second version (He et al. 2016, "Identity Mappings in Deep Residual Networks"): batch normalisation and ReLU stand before the
/// convolutions, so that the shortcuts carry their input on unchanged; a last normalisation and ReLU follow the fourth stage. Names are
/// <see cref="ResNet"/>'s, with <c>bn</c> for the last normalisation. Initial weights are <see cref="ResNet"/>'s too.
/// </summary>
internal sealed class PreActivationResNet : ResidualNetwork
{
    private static readonly (int Depth, long Parameters, long SmallParameters)[] Members =
    [
        (18, 11_687_720, 11_172_170),
        (34, 21_795_880, 21_280_330),
        (50, 25_549_352, 23_513_162),
        (101, 44_541_480, 42_505_290),
        (152, 60_185_128, 58_148_938),
    ];

    private PreActivationResNet(string architecture, ResNetDepth depth, bool smallImages, int classes, NetworkOptions? options)
        : base(architecture, "fc", classes, options)
    {
        Func<int, int, int, PreActivationBlock> block = depth.HasBottlenecks ? PreActivationBlock.Bottleneck : PreActivationBlock.Basic;
        Assemble(
            [
                .. Stem(Options.Channels, smallImages),
                .. depth.Stages(block),
                ("bn", nn.BatchNorm2d(depth.Features)),
                ("relu", nn.ReLU(true)),
            ],
            depth.Features);
        InitializeConvolutions();
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);
    }

    /// <summary><c>resnetv2_18</c>, <c>resnetv2_34</c>, <c>resnetv2_50</c>, <c>resnetv2_101</c>, <c>resnetv2_152</c>.</summary>
    /// <inheritdoc cref="ResNet.Standard"/>
    public static PreActivationResNet Standard(int depth, int classes, NetworkOptions? options = null) =>
        new(Name(depth), ResNetDepth.Of(depth), smallImages: false, classes, options);

    /// <summary>
    /// <c>resnetv2_18_small</c> and so on, for images of about 32×32 pixels: the first convolution is 3×3 with stride 1, and no pooling
    /// follows.
    /// </summary>
    /// <inheritdoc cref="ResNet.Standard"/>
    public static PreActivationResNet ForSmallImages(int depth, int classes, NetworkOptions? options = null) =>
        new(SmallName(depth), ResNetDepth.Of(depth), smallImages: true, classes, options);

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        .. Members.Select(m => new NetworkEntry(Name(m.Depth), (classes, options) => Standard(m.Depth, classes, options))
        {
            Parameters = ParameterCount.ImageNet(m.Parameters),
        }),
        .. Members.Select(m => new NetworkEntry(SmallName(m.Depth), (classes, options) => ForSmallImages(m.Depth, classes, options))
        {
            Parameters = ParameterCount.Cifar10(m.SmallParameters),
        }),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => [["conv1"], ["layer1"], ["layer2"], ["layer3"], ["layer4", "bn"]];

    private static string Name(int depth) => $"resnetv2_{depth}";

    private static string SmallName(int depth) => $"{Name(depth)}_small";

    // No normalisation here: the first block begins with one.
    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Stem(int channels, bool smallImages) => smallImages
        ? [("conv1", Layer.Conv2d(channels, ResNetDepth.StemMaps, 3, padding: 1, bias: false))]
        :
        [
            ("conv1", Layer.Conv2d(channels, ResNetDepth.StemMaps, 7, stride: 2, padding: 3, bias: false)),
            ("maxpool", nn.MaxPool2d(3, stride: 2, padding: 1)),
        ];
}
