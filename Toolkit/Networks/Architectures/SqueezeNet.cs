using Toolkit.Images;
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
/// </summary>
internal sealed class SqueezeNet : TracedNetwork
{
    private const int FeatureMaps = 512, ClassifierConvolution = 1;
    private const double DefaultDropout = 0.5;

    private readonly Design design;
    private readonly LayerStack features;
    private readonly LayerStack classifier;

    private SqueezeNet(string architecture, Design design, int classes, NetworkOptions? options) : base(architecture, classes, options)
    {
        this.design = design;
        features = design.Layers(Layer.Conv2d(Options.Channels, design.StemMaps, design.StemKernel, stride: 2));
        foreach (var convolution in features.modules().OfType<Conv2d>())
        {
            nn.init.kaiming_uniform_(convolution.weight!, 0, nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU);
            nn.init.zeros_(convolution.bias!);
        }
        classifier = new LayerStack(
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            LastConvolution(classes),
            nn.ReLU(true),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten());
        register_module("features", features);
        register_module("classifier", classifier);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [Torchvision.Network("squeezenet1_0", Version10, 1_248_424), Torchvision.Network("squeezenet1_1", Version11, 1_235_496)],
            Torchvision.Weights("squeezenet1_0.imagenet1k_v1", "squeezenet1_0-b66bff10.pth", 4.778, 58.092, 80.420),
            Torchvision.Weights("squeezenet1_1.imagenet1k_v1", "squeezenet1_1-b8a52dc0.pth", 4.729, 58.178, 80.624));

    /// <summary>
    /// <c>squeezenet1_0</c>: first convolution 7×7 with 96 maps; 1,248,424 parameters with 1000 classes; images of 21×21 pixels at least.
    /// </summary>
    public static SqueezeNet Version10(int classes, NetworkOptions? options = null) =>
        new("squeezenet1_0", Design.Version10, classes, options);

    /// <summary>
    /// <c>squeezenet1_1</c>: first convolution 3×3 with 64 maps and earlier pooling, which takes 2.4 times less computation;
    /// 1,235,496 parameters with 1000 classes; images of 17×17 pixels at least.
    /// </summary>
    public static SqueezeNet Version11(int classes, NetworkOptions? options = null) =>
        new("squeezenet1_1", Design.Version11, classes, options);

    /// <inheritdoc/>
    public override int FeatureCount => FeatureMaps;

    /// <inheritdoc/>
    public override long HeadInputCount => FeatureMaps * design.MapSide(InputSpec.Height) * design.MapSide(InputSpec.Width);

    /// <inheritdoc/>
    public override int MinimumSize => design.MinimumSize;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => classifier;

    /// <inheritdoc/>
    public override string HeadPrefix => "classifier";

    /// <inheritdoc/>
    public override string LastLayerName => $"classifier.{ClassifierConvolution}";

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => design.Groups;

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => ComputeHeadInput(images).Mean([2, 3]);

    /// <inheritdoc/>
    protected override TracedTensor ComputeHeadInput(TracedTensor images) => images.Through(features);

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var device = classifier.parameters().First().device;
        classifier.Replace(ClassifierConvolution, LastConvolution(classes, device));
    }

    private static Conv2d LastConvolution(int classes, Device? device = null)
    {
        var convolution = Layer.Conv2d(FeatureMaps, classes, 1, device: device);
        nn.init.normal_(convolution.weight!, 0, 0.01);
        nn.init.zeros_(convolution.bias!);
        return convolution;
    }

    private static MaxPool2d Pooling() => nn.MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>What distinguishes the two versions; groups end where pooling begins.</summary>
    private sealed record Design(int StemMaps, int StemKernel, int MinimumSize, string[][] Groups, Func<Conv2d, LayerStack> Layers)
    {
        private const int Poolings = 3;

        public static Design Version10 { get; } = new(
            StemMaps: 96,
            StemKernel: 7,
            MinimumSize: 21,
            Groups:
            [
                ["features.0"],
                ["features.3", "features.4", "features.5"],
                ["features.7", "features.8", "features.9", "features.10"],
                ["features.12"],
            ],
            Layers: stem => new LayerStack(
                stem, nn.ReLU(true), Pooling(),
                new FireModule(96, 16, 64), new FireModule(128, 16, 64), new FireModule(128, 32, 128), Pooling(),
                new FireModule(256, 32, 128), new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256),
                Pooling(), new FireModule(512, 64, 256)));

        public static Design Version11 { get; } = new(
            StemMaps: 64,
            StemKernel: 3,
            MinimumSize: 17,
            Groups:
            [
                ["features.0"],
                ["features.3", "features.4"],
                ["features.6", "features.7"],
                ["features.9", "features.10", "features.11", "features.12"],
            ],
            Layers: stem => new LayerStack(
                stem, nn.ReLU(true), Pooling(),
                new FireModule(64, 16, 64), new FireModule(128, 16, 64), Pooling(),
                new FireModule(128, 32, 128), new FireModule(256, 32, 128), Pooling(),
                new FireModule(256, 48, 192), new FireModule(384, 48, 192), new FireModule(384, 64, 256), new FireModule(512, 64, 256)));

        /// <summary>Height or width of the feature map, for images of that height or width.</summary>
        public long MapSide(long imageSide)
        {
            var side = ((imageSide - StemKernel) / 2) + 1;
            for (var i = 0; i < Poolings; i++) side = ((side - 2) / 2) + 1; // 3×3 with stride 2, rounded up
            return side;
        }
    }
}
