using System.Text.RegularExpressions;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// DenseNet-BC (Huang et al. 2016, "Densely Connected Convolutional Networks") as torchvision builds it: a 7×7 convolution, four dense
/// blocks with transitions between them that halve channels, height and width, global average pooling and one linear layer. Images of
/// 29×29 pixels at least. Convolutions start from Kaiming's normal distribution over the inputs (fan_in), batch normalisation from scale 1
/// and shift 0, the linear layer from its default with a bias of zero. There is no dropout by default. <c>densenet_small</c> is for small
/// images and quick tests.
/// </summary>
internal sealed partial class DenseNet : StagedNetwork
{
    private static readonly Member Small = new("densenet_small", StemMaps: 64, Growth: 32, Layers: [4, 4, 4, 4]);

    private static readonly Member[] Members =
    [
        new("densenet121", StemMaps: 64, Growth: 32, Layers: [6, 12, 24, 16], Parameters: 7_978_856),
        new("densenet169", 64, 32, [6, 12, 32, 32], 14_149_480),
        new("densenet201", 64, 32, [6, 12, 48, 32], 20_013_928),
        new("densenet161", 96, 48, [6, 12, 36, 24], 28_681_000),
    ];

    private DenseNet(Member member, int classes, NetworkOptions? options) : base(member.Name, smallestSize: 29, classes, options)
    {
        AddStem(
            ("conv0", Layer.Conv2d(Options.Channels, member.StemMaps, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", nn.BatchNorm2d(member.StemMaps)),
            ("relu0", nn.ReLU(true)),
            ("pool0", nn.MaxPool2d(3, stride: 2, padding: 1)));
        var maps = member.StemMaps;
        AddStage(("denseblock1", Block(member.Layers[0])), ("transition1", Transition()));
        AddStage(("denseblock2", Block(member.Layers[1])), ("transition2", Transition()));
        AddStage(("denseblock3", Block(member.Layers[2])), ("transition3", Transition()));
        AddStage(("denseblock4", Block(member.Layers[3])), ("norm5", nn.BatchNorm2d(maps)));
        AddPooling(features => features.Relu().Mean([2, 3]));
        AddHead("classifier", Layer.Linear(maps, classes));

        foreach (var layer in modules()) Initialize(layer);

        DenseBlock Block(int layers)
        {
            var inputs = maps;
            maps += layers * member.Growth;
            return new DenseBlock(layers, inputs, member.Growth, Options.Dropout ?? 0);
        }

        LayerStack Transition()
        {
            var inputs = maps;
            maps /= 2;
            return new LayerStack(
                ("norm", nn.BatchNorm2d(inputs)),
                ("relu", nn.ReLU(true)),
                ("conv", Layer.Conv2d(inputs, maps, 1, bias: false)),
                ("pool", nn.AvgPool2d(2, stride: 2)));
        }
    }

    /// <summary>Older releases of torchvision, and all its published files, write <c>norm.1</c> for <c>norm1</c>, and so on.</summary>
    public override string NameOf(string checkpointName) => OlderSpelling().Replace(checkpointName, "$1$2");

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution)
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU);
        else if (layer is Linear linear) nn.init.zeros_(linear.bias!);
    }

    [GeneratedRegex(@"(denselayer\d+\.(?:norm|conv))\.([12])(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OlderSpelling();

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            new(Small.Name, Builder(Small)),
            .. Members.Select(member => Torchvision.Network(member.Name, Builder(member), member.Parameters)),
        ],
        Torchvision.Weights("densenet121.imagenet1k_v1", "densenet121-a639ec97.pth", 30.845, 74.434, 91.972),
        Torchvision.Weights("densenet161.imagenet1k_v1", "densenet161-8d451a50.pth", 110.369, 77.138, 93.560),
        Torchvision.Weights("densenet169.imagenet1k_v1", "densenet169-b2777c0a.pth", 54.708, 75.600, 92.806),
        Torchvision.Weights("densenet201.imagenet1k_v1", "densenet201-c1103571.pth", 77.373, 76.896, 93.370));

    private static Func<int, NetworkOptions?, Network> Builder(Member member) => (classes, options) => new DenseNet(member, classes, options);

    /// <summary>What distinguishes the members.</summary>
    /// <param name="Name">Name in the catalog.</param>
    /// <param name="StemMaps">Channels of the stem's output.</param>
    /// <param name="Growth">New channels of each layer.</param>
    /// <param name="Layers">Number of layers of each block.</param>
    /// <param name="Parameters">With 1000 classes; 0 where none are published.</param>
    private sealed record Member(string Name, int StemMaps, int Growth, int[] Layers, long Parameters = 0);
}
