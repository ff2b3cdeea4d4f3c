using Toolkit.Images;
using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// VGG (Simonyan and Zisserman 2014, "Very Deep Convolutional Networks for Large-Scale Image Recognition") as torchvision builds it:
/// 3×3 convolutions in five stages that end with pooling, with or without batch normalisation, and a head of three linear layers with
/// dropout (0.5); images of 32×32 pixels at least. <see cref="NetworkOptions.WidthDivisor"/> makes all convolutions narrower. Convolutions
/// start from Kaiming's normal distribution over the outputs (fan_out), linear layers from a normal distribution of deviation 0.01, all
/// biases from zero.
/// <list type="bullet">
/// <item><c>vgg11</c>, <c>vgg13</c>, <c>vgg16</c>, <c>vgg19</c>, and with batch normalisation <c>vgg11_bn</c> and so on.</item>
/// <item><c>vgg16_bn_small</c> and so on, for CIFAR's 32×32 pixels: the same convolutions, then global average pooling and one linear
/// layer.</item>
/// </list>
/// </summary>
internal sealed class Vgg : StagedNetwork
{
    private const int Hidden = 4096;
    private const double DefaultDropout = 0.5;

    /// <summary>Channels of each stage's convolutions.</summary>
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    private static readonly Member[] Members =
    [
        new("vgg11", BatchNorm: false, Convolutions: [1, 1, 2, 2, 2], Parameters: 132_863_336, SmallParameters: 9_225_610),
        new("vgg11_bn", true, [1, 1, 2, 2, 2], 132_868_840, 9_231_114),
        new("vgg13", false, [2, 2, 2, 2, 2], 133_047_848, 9_410_122),
        new("vgg13_bn", true, [2, 2, 2, 2, 2], 133_053_736, 9_416_010),
        new("vgg16", false, [2, 2, 3, 3, 3], 138_357_544, 14_719_818),
        new("vgg16_bn", true, [2, 2, 3, 3, 3], 138_365_992, 14_728_266),
        new("vgg19", false, [2, 2, 4, 4, 4], 143_667_240, 20_029_514),
        new("vgg19_bn", true, [2, 2, 4, 4, 4], 143_678_248, 20_040_522),
    ];

    private Vgg(Member member, bool smallImages, int classes, NetworkOptions? options)
        : base(smallImages ? member.SmallName : member.Name, smallestSize: 32, classes, options)
    {
        var divisor = CheckedWidthDivisor();
        var inputs = Options.Channels;
        foreach (var (width, convolutions) in Widths.Zip(member.Convolutions))
        {
            for (var i = 1; i <= convolutions; i++)
            {
                AddConvolution(inputs, width / divisor, member.BatchNorm, endsStage: i == convolutions);
                inputs = width / divisor;
            }
        }
        if (smallImages)
        {
            AddPooling(nn.AdaptiveAvgPool2d(1));
            AddHead("classifier", new LayerStack(Layer.Linear(inputs, classes)));
            InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);
        }
        else
        {
            var dropout = Options.Dropout ?? DefaultDropout;
            AddPooling(nn.AdaptiveAvgPool2d(7));
            AddHead("classifier", new LayerStack(
                Layer.Linear(inputs * 7 * 7, Hidden),
                nn.ReLU(true),
                nn.Dropout(dropout),
                Layer.Linear(Hidden, Hidden),
                nn.ReLU(true),
                nn.Dropout(dropout),
                Layer.Linear(Hidden, classes)));
        }
        foreach (var layer in modules()) Initialize(layer);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer) => InitialWeights.KaimingAndNormal(layer);

    /// <summary>A convolution is a layer group of its own; the paper's stages, which end with pooling, have up to four.</summary>
    private void AddConvolution(int inputs, int outputs, bool batchNorm, bool endsStage)
    {
        List<nn.Module<Tensor, Tensor>> layers = [Layer.Conv2d(inputs, outputs, 3, padding: 1)];
        if (batchNorm) layers.Add(nn.BatchNorm2d(outputs));
        layers.Add(nn.ReLU(true));
        if (endsStage) layers.Add(nn.MaxPool2d(2, stride: 2));
        AddStage([.. layers]);
    }

    private int CheckedWidthDivisor()
    {
        var (divisor, narrowest) = (Options.WidthDivisor ?? 1, Widths[0]);
        if (narrowest % divisor == 0) return divisor;
        var divisors = Enumerable.Range(1, narrowest).Where(n => narrowest % n == 0);
        throw new ArgumentOutOfRangeException(nameof(NetworkOptions.WidthDivisor),
            $"WidthDivisor must divide the {narrowest} maps of VGG's first convolution ({string.Join(", ", divisors)}), but is {divisor}.");
    }

    /// <summary>What the catalog knows. Left out is vgg16's IMAGENET1K_FEATURES, whose classifier holds no numbers.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            .. Members.Select(member => Torchvision.Network(
                member.Name, Builder(member, smallImages: false), member.Parameters, NetworkChoices.WidthDivisor)),
            .. Members.Select(member => new NetworkEntry(member.SmallName, Builder(member, smallImages: true))
            {
                Parameters = ParameterCount.Cifar10(member.SmallParameters),
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

    private static Func<int, NetworkOptions?, Network> Builder(Member member, bool smallImages) =>
        (classes, options) => new Vgg(member, smallImages, classes, options);

    /// <summary>What distinguishes the members.</summary>
    /// <param name="Name">Name in the catalog.</param>
    /// <param name="BatchNorm">Whether batch normalisation follows each convolution.</param>
    /// <param name="Convolutions">Number of convolutions of each stage.</param>
    /// <param name="Parameters">With three channels and 1000 classes.</param>
    /// <param name="SmallParameters">In the form for small images, with 10 classes.</param>
    private sealed record Member(string Name, bool BatchNorm, int[] Convolutions, long Parameters, long SmallParameters)
    {
        public string SmallName => $"{Name}_small";
    }
}
