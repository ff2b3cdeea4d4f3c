using System.Text.RegularExpressions;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// DenseNet-BC (Huang et al. 2016, "Densely Connected Convolutional Networks") as torchvision builds it: a 7×7 convolution, four dense
/// blocks with transitions between them that halve channels, height and width, global average pooling and one linear layer. Images of
/// 29×29 pixels at least. Convolutions start from Kaiming's normal distribution over the inputs (fan_in), batch normalisation from scale 1
/// and shift 0, the linear layer from its default with a bias of zero. There is no dropout by default.
/// </summary>
internal sealed partial class DenseNet : TracedNetwork
{
    private readonly LayerStack features;
    private Linear classifier;

    private DenseNet(string architecture, int growth, int[] layersPerBlock, int stemMaps, int classes, NetworkOptions? options)
        : base(architecture, classes, options)
    {
        (features, FeatureCount) = Layers(growth, layersPerBlock, stemMaps, Options);
        classifier = Classifier(FeatureCount, classes);
        register_module("features", features);
        register_module("classifier", classifier);
        foreach (var convolution in modules().OfType<Conv2d>())
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [
                new("densenet_small", Small),
                Torchvision.Network("densenet121", DenseNet121, 7_978_856),
                Torchvision.Network("densenet169", DenseNet169, 14_149_480),
                Torchvision.Network("densenet201", DenseNet201, 20_013_928),
                Torchvision.Network("densenet161", DenseNet161, 28_681_000),
            ],
            Torchvision.Weights("densenet121.imagenet1k_v1", "densenet121-a639ec97.pth", 30.845, 74.434, 91.972),
            Torchvision.Weights("densenet161.imagenet1k_v1", "densenet161-8d451a50.pth", 110.369, 77.138, 93.560),
            Torchvision.Weights("densenet169.imagenet1k_v1", "densenet169-b2777c0a.pth", 54.708, 75.600, 92.806),
            Torchvision.Weights("densenet201.imagenet1k_v1", "densenet201-c1103571.pth", 77.373, 76.896, 93.370));

    /// <summary><c>densenet_small</c>: growth 32, four blocks of four layers, for small images and quick tests.</summary>
    public static DenseNet Small(int classes, NetworkOptions? options = null) =>
        new("densenet_small", 32, [4, 4, 4, 4], 64, classes, options);

    /// <summary><c>densenet121</c>: growth 32; 7,978,856 parameters with 1000 classes.</summary>
    /// <inheritdoc cref="Small"/>
    public static DenseNet DenseNet121(int classes, NetworkOptions? options = null) =>
        new("densenet121", 32, [6, 12, 24, 16], 64, classes, options);

    /// <summary><c>densenet161</c>: growth 48; 28,681,000 parameters with 1000 classes.</summary>
    /// <inheritdoc cref="Small"/>
    public static DenseNet DenseNet161(int classes, NetworkOptions? options = null) =>
        new("densenet161", 48, [6, 12, 36, 24], 96, classes, options);

    /// <summary><c>densenet169</c>: growth 32; 14,149,480 parameters with 1000 classes.</summary>
    /// <inheritdoc cref="Small"/>
    public static DenseNet DenseNet169(int classes, NetworkOptions? options = null) =>
        new("densenet169", 32, [6, 12, 32, 32], 64, classes, options);

    /// <summary><c>densenet201</c>: growth 32; 20,013,928 parameters with 1000 classes.</summary>
    /// <inheritdoc cref="Small"/>
    public static DenseNet DenseNet201(int classes, NetworkOptions? options = null) =>
        new("densenet201", 32, [6, 12, 48, 32], 64, classes, options);

    /// <inheritdoc/>
    public override int FeatureCount { get; }

    /// <inheritdoc/>
    public override int MinimumSize => 29;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => classifier;

    /// <inheritdoc/>
    public override string HeadPrefix => "classifier";

    /// <inheritdoc/>
    public override string LastLayerName => "classifier";

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes =>
    [
        ["features.conv0", "features.norm0"],
        ["features.denseblock1", "features.transition1"],
        ["features.denseblock2", "features.transition2"],
        ["features.denseblock3", "features.transition3"],
        ["features.denseblock4", "features.norm5"],
    ];

    /// <summary>Older releases of torchvision, and all its published files, write <c>norm.1</c> for <c>norm1</c>, and so on.</summary>
    public override string NameOf(string checkpointName) => OlderSpelling().Replace(checkpointName, "$1$2");

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => images.Through(features).Relu().Mean([2, 3]);

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var old = classifier;
        classifier = Classifier(FeatureCount, classes, old.weight!.device);
        register_module("classifier", null!);
        register_module("classifier", classifier);
        old.Dispose();
    }

    [GeneratedRegex(@"(denselayer\d+\.(?:norm|conv))\.([12])(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OlderSpelling();

    private static (LayerStack Features, int Count) Layers(int growth, int[] layersPerBlock, int stemMaps, NetworkOptions options)
    {
        List<(string, nn.Module<Tensor, Tensor>)> layers =
        [
            ("conv0", Layer.Conv2d(options.Channels, stemMaps, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", nn.BatchNorm2d(stemMaps)),
            ("relu0", nn.ReLU(true)),
            ("pool0", nn.MaxPool2d(3, stride: 2, padding: 1)),
        ];
        var maps = stemMaps;
        for (var block = 1; block <= layersPerBlock.Length; block++)
        {
            var count = layersPerBlock[block - 1];
            layers.Add(($"denseblock{block}", new DenseBlock(count, maps, growth, options.Dropout ?? 0)));
            maps += count * growth;
            if (block == layersPerBlock.Length) break;
            layers.Add(($"transition{block}", Transition(maps)));
            maps /= 2;
        }
        layers.Add(("norm5", nn.BatchNorm2d(maps)));
        return (new LayerStack([.. layers]), maps);
    }

    private static LayerStack Transition(int inputs) => new(
        ("norm", nn.BatchNorm2d(inputs)),
        ("relu", nn.ReLU(true)),
        ("conv", Layer.Conv2d(inputs, inputs / 2, 1, bias: false)),
        ("pool", nn.AvgPool2d(2, stride: 2)));

    private static Linear Classifier(int features, int classes, Device? device = null)
    {
        var linear = Layer.Linear(features, classes, device: device);
        nn.init.zeros_(linear.bias!);
        return linear;
    }
}
