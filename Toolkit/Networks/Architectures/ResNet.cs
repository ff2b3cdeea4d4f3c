using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// ResNet (He et al. 2015, "Deep Residual Learning for Image Recognition") as torchvision builds it: a 7×7 convolution,
/// four stages of residual blocks, global average pooling and one linear layer; the stride of a bottleneck is in its 3×3 convolution.
/// <see cref="ForSmallImages"/> has another stem. Convolutions start from Kaiming's normal distribution over the outputs (fan_out), batch
/// normalisation from scale 1 and shift 0, the linear layer from its default.
/// </summary>
internal sealed class ResNet : ResidualNetwork
{
    private static readonly (int Depth, long Parameters, long SmallParameters)[] Members =
    [
        (18, 11_689_512, 11_173_962),
        (34, 21_797_672, 21_282_122),
        (50, 25_557_032, 23_520_842),
        (101, 44_549_160, 42_512_970),
        (152, 60_192_808, 58_156_618),
    ];

    /// <summary>Name of <see cref="MlNet"/> in the catalog.</summary>
    private const string MlNetName = "resnet18_mlnet";

    private ResNet(string architecture, ResNetDepth depth, bool smallImages, int classes, NetworkOptions? options)
        : base(architecture, "fc", classes, options)
    {
        Func<int, int, int, nn.Module<Tensor, Tensor>> block = depth.HasBottlenecks
            ? (inputs, width, stride) => new Bottleneck(inputs, width, stride)
            : (inputs, width, stride) => new BasicBlock(inputs, width, stride);
        Assemble([.. Stem(Options.Channels, smallImages), .. depth.Stages(block)], depth.Features);
        InitializeConvolutions();
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);
    }

    /// <summary>
    /// <c>resnet18</c> and <c>resnet34</c> of basic blocks, <c>resnet50</c>, <c>resnet101</c> and <c>resnet152</c> of bottlenecks.
    /// </summary>
    /// <param name="depth">18, 34, 50, 101 or 152 layers.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    public static ResNet Standard(int depth, int classes, NetworkOptions? options = null) =>
        new(Name(depth), ResNetDepth.Of(depth), smallImages: false, classes, options);

    /// <summary>
    /// <c>resnet18_small</c> and so on, for images of about 32×32 pixels: the first convolution is 3×3 with stride 1, and no pooling
    /// follows. All other layers are the standard network's. 11,173,962 parameters with 18 layers, three channels and 10 classes.
    /// </summary>
    /// <inheritdoc cref="Standard"/>
    public static ResNet ForSmallImages(int depth, int classes, NetworkOptions? options = null) =>
        new(SmallName(depth), ResNetDepth.Of(depth), smallImages: true, classes, options);

    /// <summary>
    /// <c>resnet18_mlnet</c>: the network of ML.NET's package Microsoft.ML.DnnImageFeaturizer.ResNet18, which calls it ResNet18. It differs from
    /// <c>resnet18</c> in one thing: its last stage has three basic blocks, not two (<c>layer4.2</c>), and so it has 20 layers. 16,410,152
    /// parameters with three channels and 1000 classes.
    /// </summary>
    public static ResNet MlNet(int classes, NetworkOptions? options = null) =>
        new(MlNetName, ResNetDepth.MlNet, smallImages: false, classes, options);

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            .. Members.Select(m => Torchvision.Network(Name(m.Depth), (classes, options) => Standard(m.Depth, classes, options), m.Parameters)),
            .. Members.Select(m => new NetworkEntry(SmallName(m.Depth), (classes, options) => ForSmallImages(m.Depth, classes, options))
            {
                Parameters = ParameterCount.Cifar10(m.SmallParameters),
            }),
            new NetworkEntry(MlNetName, MlNet) { Parameters = ParameterCount.ImageNet(16_410_152) },
        ],
        ResNetWeights.All);

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => [["conv1", "bn1"], ["layer1"], ["layer2"], ["layer3"], ["layer4"]];

    private static string Name(int depth) => $"resnet{depth}";

    private static string SmallName(int depth) => $"{Name(depth)}_small";

    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Stem(int channels, bool smallImages)
    {
        const int maps = ResNetDepth.StemMaps;
        var (kernel, stride) = smallImages ? (3L, 1L) : (7L, 2L);
        yield return ("conv1", Layer.Conv2d(channels, maps, kernel, stride, padding: kernel / 2, bias: false));
        yield return ("bn1", nn.BatchNorm2d(maps));
        yield return ("relu", nn.ReLU(true));
        if (!smallImages) yield return ("maxpool", nn.MaxPool2d(3, stride: 2, padding: 1));
    }
}
