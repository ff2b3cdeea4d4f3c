using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// VGG (Simonyan and Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition") as torchvision builds it:
/// 3×3 convolutions in five stages that end with pooling, with or without batch normalisation, and a head of three linear layers with
/// dropout (0.5). Convolutions start from Kaiming's normal distribution over the outputs (fan_out), linear layers from a normal
/// distribution of deviation 0.01, all biases from zero.
/// </summary>
internal sealed class Vgg : PlainNetwork
{
    private const int PooledSize = 7, Hidden = 4096, Smallest = 32;
    private const double DefaultDropout = 0.5;

    private static readonly int[] StageMaps = [64, 128, 256, 512, 512];

    private static readonly (int Depth, bool BatchNorm, long Parameters, long SmallParameters)[] Members =
    [
        (11, false, 132_863_336, 9_225_610),
        (11, true, 132_868_840, 9_231_114),
        (13, false, 133_047_848, 9_410_122),
        (13, true, 133_053_736, 9_416_010),
        (16, false, 138_357_544, 14_719_818),
        (16, true, 138_365_992, 14_728_266),
        (19, false, 143_667_240, 20_029_514),
        (19, true, 143_678_248, 20_040_522),
    ];

    private Vgg(string architecture, int[] convolutions, bool batchNorm, bool smallImages, int classes, NetworkOptions? options)
        : base(architecture, Smallest, classes, options)
    {
        var maps = Maps(Options.WidthDivisor ?? 1);
        Assemble(
            Convolutions(Options.Channels, maps, convolutions, batchNorm),
            nn.AdaptiveAvgPool2d(smallImages ? 1 : PooledSize),
            smallImages ? new LayerStack(Layer.Linear(maps[^1], classes)) : Classifier(maps[^1], classes, Options.Dropout ?? DefaultDropout));
        foreach (var layer in modules()) Initialize(layer);
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);
    }

    /// <summary>
    /// <c>vgg11</c>, <c>vgg13</c>, <c>vgg16</c>, <c>vgg19</c>, and with batch normalisation <c>vgg11_bn</c> and so on; images of 32×32
    /// pixels at least. <see cref="NetworkOptions.WidthDivisor"/> makes all convolutions narrower.
    /// </summary>
    /// <param name="depth">11, 13, 16 or 19 layers.</param>
    /// <param name="batchNorm">Whether batch normalisation follows each convolution.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    public static Vgg Standard(int depth, bool batchNorm, int classes, NetworkOptions? options = null) =>
        new(Name(depth, batchNorm), ConvolutionsPerStage(depth), batchNorm, smallImages: false, classes, options);

    /// <summary>
    /// <c>vgg16_bn_small</c> and so on, for CIFAR's 32×32 pixels: the same convolutions, then global average pooling and one linear
    /// layer; 14,728,266 parameters with 16 layers, batch normalisation and 10 classes.
    /// </summary>
    /// <inheritdoc cref="Standard"/>
    public static Vgg ForSmallImages(int depth, bool batchNorm, int classes, NetworkOptions? options = null) =>
        new(SmallName(depth, batchNorm), ConvolutionsPerStage(depth), batchNorm, smallImages: true, classes, options);

    /// <summary>What the catalog knows. Left out is vgg16's IMAGENET1K_FEATURES, whose classifier holds no numbers.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            .. Members.Select(m => Torchvision.Network(
                Name(m.Depth, m.BatchNorm), (classes, options) => Standard(m.Depth, m.BatchNorm, classes, options), m.Parameters,
                NetworkChoices.WidthDivisor)),
            .. Members.Select(m => new NetworkEntry(
                SmallName(m.Depth, m.BatchNorm), (classes, options) => ForSmallImages(m.Depth, m.BatchNorm, classes, options))
            {
                Parameters = ParameterCount.Cifar10(m.SmallParameters),
                Choices = NetworkChoices.WidthDivisor,
            }),
        ],
        Torchvision.Weights("vgg11.imagenet1k_v1", "vgg11-8a719046.pth", 506.840, 69.020, 88.628),
        Torchvision.Weights("vgg11_bn.imagenet1k_v1", "vgg11_bn-6002323d.pth", 506.881, 70.370, 89.810),
        Torchvision.Weights("vgg13.imagenet1k_v1", "vgg13-19584684.pth", 507.545, 69.928, 89.246),
        Torchvision.Weights("vgg13_bn.imagenet1k_v1", "vgg13_bn-abd245e5.pth", 507.590, 71.586, 90.374),
        Torchvision.Weights("vgg16.imagenet1k_v1", "vgg16-397923af.pth", 527.796, 71.592, 90.382),
        Torchvision.Weights("vgg16_bn.imagenet1k_v1", "vgg16_bn-6c64b313.pth", 527.866, 73.360, 91.516),
        Torchvision.Weights("vgg19.imagenet1k_v1", "vgg19-dcbb9e9d.pth", 548.051, 72.376, 90.876),
        Torchvision.Weights("vgg19_bn.imagenet1k_v1", "vgg19_bn-c79401a0.pth", 548.143, 74.218, 91.842));

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution)
        {
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
            nn.init.zeros_(convolution.bias!);
        }
        else if (layer is Linear linear)
        {
            nn.init.normal_(linear.weight!, 0, 0.01);
            nn.init.zeros_(linear.bias!);
        }
    }

    private static string Name(int depth, bool batchNorm) => $"vgg{depth}{(batchNorm ? "_bn" : "")}";

    private static string SmallName(int depth, bool batchNorm) => $"{Name(depth, batchNorm)}_small";

    private static int[] ConvolutionsPerStage(int depth) => depth switch
    {
        11 => [1, 1, 2, 2, 2],
        13 => [2, 2, 2, 2, 2],
        16 => [2, 2, 3, 3, 3],
        19 => [2, 2, 4, 4, 4],
        _ => throw new ArgumentOutOfRangeException(nameof(depth), $"A VGG has 11, 13, 16 or 19 layers, but {depth} were asked for."),
    };

    private static int[] Maps(int divisor)
    {
        var narrowest = StageMaps[0];
        if (narrowest % divisor == 0) return [.. StageMaps.Select(maps => maps / divisor)];
        var divisors = Enumerable.Range(1, narrowest).Where(n => narrowest % n == 0);
        throw new ArgumentOutOfRangeException(nameof(NetworkOptions.WidthDivisor),
            $"WidthDivisor must divide the {narrowest} maps of VGG's first convolution ({string.Join(", ", divisors)}), but is {divisor}.");
    }

    private static LayerStack Convolutions(int channels, int[] stageMaps, int[] perStage, bool batchNorm)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        foreach (var (maps, count) in stageMaps.Zip(perStage))
        {
            for (var i = 0; i < count; i++)
            {
                layers.Add(Layer.Conv2d(channels, maps, 3, padding: 1));
                if (batchNorm) layers.Add(nn.BatchNorm2d(maps));
                layers.Add(nn.ReLU(true));
                channels = maps;
            }
            layers.Add(nn.MaxPool2d(2, stride: 2));
        }
        return new LayerStack([.. layers]);
    }

    private static LayerStack Classifier(int maps, int classes, double dropout) => new(
        Layer.Linear(maps * PooledSize * PooledSize, Hidden),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(Hidden, Hidden),
        nn.ReLU(true),
        nn.Dropout(dropout),
        Layer.Linear(Hidden, classes));
}
