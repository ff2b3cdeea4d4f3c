using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// GoogLeNet (Szegedy et al. 2014, "Going Deeper with Convolutions"): a stem of three convolutions, nine Inception modules, global
/// average pooling and one linear layer. <see cref="Standard"/> is torchvision's form, <see cref="Plain"/> the paper's.
/// </summary>
internal sealed class GoogLeNet : InceptionNetwork
{
    private const int FeatureMaps = 1024;

    private GoogLeNet(string architecture, int minimumSize, int classes, NetworkOptions? options, Func<NetworkOptions, Design> build)
        : base(architecture, classes, options, build) => MinimumSize = minimumSize;

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [
                new("googlenet_plain", Plain) { Parameters = ParameterCount.ImageNet(6_998_552) },
                Torchvision.Network("googlenet", Standard, 13_004_888, NetworkChoices.AuxiliaryHeads | NetworkChoices.TransformInput),
            ],
            Torchvision.Weights("googlenet.imagenet1k_v1", "googlenet-1378be20.pth", 49.731, 69.778, 89.530, TensorFlowNormalization.Images(224, 256)));

    /// <summary>
    /// <c>googlenet</c>: batch normalisation, 3×3 kernels where the paper has 5×5, two auxiliary heads in training; images of 15×15 pixels
    /// at least. 13,004,888 parameters with 1000 classes, 6,624,904 without the auxiliary heads. Weights start from a normal
    /// distribution of deviation 0.01. Dropout is 0.2 by default.
    /// </summary>
    public static GoogLeNet Standard(int classes, NetworkOptions? options = null) =>
        new("googlenet", 15, classes, options, chosen => new Design
        {
            Layers = Layers(chosen.Channels, normalizes: true, largeKernel: 3),
            Auxiliaries = chosen.AuxiliaryHeads is false
                ? []
                : [
                    ("aux1", "inception4a", new GoogLeNetAuxiliaryHead(512, classes)),
                    ("aux2", "inception4d", new GoogLeNetAuxiliaryHead(528, classes)),
                ],
            Groups = Groups,
            FeatureCount = FeatureMaps,
            Dropout = 0.2,
            // Without torchvision's truncation at ±2, 20 deviations away or more: see VisionTransformerInitialization.
            Initialize = weight => nn.init.normal_(weight, 0, 0.01),
        });

    /// <summary>
    /// <c>googlenet_plain</c>: the network of the paper, with local response normalisation in the stem, 5×5 kernels, biases, and neither
    /// batch normalisation nor auxiliary heads; images of 31×31 pixels at least. 6,998,552 parameters with 1000 classes. Weights start
    /// from Xavier's uniform distribution. Dropout is 0.4 by default.
    /// </summary>
    public static GoogLeNet Plain(int classes, NetworkOptions? options = null) =>
        new("googlenet_plain", 31, classes, options, chosen => new Design
        {
            Layers = Layers(chosen.Channels, normalizes: false, largeKernel: 5),
            Groups = Groups,
            FeatureCount = FeatureMaps,
            Dropout = 0.4,
            Initialize = weight => nn.init.xavier_uniform_(weight),
        });

    /// <inheritdoc/>
    public override int MinimumSize { get; }

    /// <summary>0.3, as in the paper.</summary>
    public override double AuxiliaryLossWeight => 0.3;

    /// <summary>None for <see cref="Plain"/>.</summary>
    public override IReadOnlyList<string> AuxiliaryPrefixes => Architecture == "googlenet" ? ["aux1", "aux2"] : [];

    private static string[][] Groups =>
    [
        ["conv1", "conv2", "conv3"],
        ["inception3a", "inception3b"],
        ["inception4a", "inception4b", "inception4c", "inception4d", "inception4e"],
        ["inception5a", "inception5b"],
    ];

    private static List<(string Name, nn.Module<Tensor, Tensor> Layer)> Layers(int channels, bool normalizes, int largeKernel)
    {
        List<(string, nn.Module<Tensor, Tensor>)> layers =
        [
            ("conv1", new BasicConvolution(channels, 64, 7, 2, 3, normalizes)),
            ("maxpool1", nn.MaxPool2d(3, stride: 2, ceil_mode: true)),
            .. ResponseNormalization("norm1"),
            ("conv2", new BasicConvolution(64, 64, 1, normalizes: normalizes)),
            ("conv3", new BasicConvolution(64, 192, 3, padding: 1, normalizes: normalizes)),
            .. ResponseNormalization("norm2"),
            ("maxpool2", nn.MaxPool2d(3, stride: 2, ceil_mode: true)),
            ("inception3a", Module(192, 64, (96, 128), (16, 32), 32)),
            ("inception3b", Module(256, 128, (128, 192), (32, 96), 64)),
            ("maxpool3", nn.MaxPool2d(3, stride: 2, ceil_mode: true)),
            ("inception4a", Module(480, 192, (96, 208), (16, 48), 64)),
            ("inception4b", Module(512, 160, (112, 224), (24, 64), 64)),
            ("inception4c", Module(512, 128, (128, 256), (24, 64), 64)),
            ("inception4d", Module(512, 112, (144, 288), (32, 64), 64)),
            ("inception4e", Module(528, 256, (160, 320), (32, 128), 128)),
            ("maxpool4", nn.MaxPool2d(normalizes ? 2 : 3, stride: 2, ceil_mode: true)),
            ("inception5a", Module(832, 256, (160, 320), (32, 128), 128)),
            ("inception5b", Module(832, 384, (192, 384), (48, 128), 128)),
        ];
        return layers;

        (string, nn.Module<Tensor, Tensor>)[] ResponseNormalization(string name) =>
            normalizes ? [] : [(name, nn.LocalResponseNorm(5))];

        Branches Module(int inputs, int single, (int Reduced, int Outputs) middle, (int Reduced, int Outputs) large, int pooled) => new(
            new Branch(("branch1", new BasicConvolution(inputs, single, 1, normalizes: normalizes))),
            new Branch(("branch2", Reducing(inputs, middle, 3))),
            new Branch(("branch3", Reducing(inputs, large, largeKernel))),
            new Branch(("branch4", new LayerStack(
                nn.MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true),
                new BasicConvolution(inputs, pooled, 1, normalizes: normalizes)))));

        LayerStack Reducing(int inputs, (int Reduced, int Outputs) maps, int kernel) => new(
            new BasicConvolution(inputs, maps.Reduced, 1, normalizes: normalizes),
            new BasicConvolution(maps.Reduced, maps.Outputs, kernel, padding: (kernel - 1) / 2, normalizes: normalizes));
    }

    /// <summary>Pooling to 4×4, a 1×1 convolution, and two linear layers with dropout of 0.7 between them.</summary>
    private sealed class GoogLeNetAuxiliaryHead : AuxiliaryHead
    {
        private const int PooledSize = 4, Maps = 128, Hidden = 1024;

        private readonly nn.Module<Tensor, Tensor> conv, fc1, dropout;

        public GoogLeNetAuxiliaryHead(int inputs, int classes) : base(nameof(GoogLeNetAuxiliaryHead), "fc2", 0.01)
        {
            register_module("conv", conv = new BasicConvolution(inputs, Maps, 1));
            register_module("fc1", fc1 = Layer.Linear(Maps * PooledSize * PooledSize, Hidden));
            register_module("dropout", dropout = nn.Dropout(0.7));
            RegisterLast(Hidden, classes);
        }

        public override Tensor forward(Tensor maps)
        {
            using var scope = NewDisposeScope();
            var pooled = conv.call(nn.functional.adaptive_avg_pool2d(maps, PooledSize)).flatten(1);
            return Last.call(dropout.call(fc1.call(pooled).relu_())).MoveToOuterDisposeScope();
        }
    }
}
