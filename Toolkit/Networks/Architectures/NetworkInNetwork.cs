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
/// </summary>
internal sealed class NetworkInNetwork : TracedNetwork
{
    private const double DefaultDropout = 0.5;

    private readonly Design design;
    private readonly LayerStack features;
    private readonly LayerStack classifier;

    private NetworkInNetwork(string architecture, Design design, int classes, NetworkOptions? options)
        : base(architecture, classes, options)
    {
        this.design = design;
        register_module("features", features = design.Layers(Options.Channels, Options.Dropout ?? DefaultDropout));
        register_module("classifier", classifier = new LayerStack(
            Layer.Conv2d(design.Features, classes, 1), nn.ReLU(true), nn.AdaptiveAvgPool2d(1), nn.Flatten()));
        InputSpec = ForChannels(design.Input, Options.Channels);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        new("nin", ForImageNet) { Parameters = ParameterCount.ImageNet(7_595_176) },
        new("nin_small", ForSmallImages) { Parameters = ParameterCount.Cifar10(966_986) },
    ];

    /// <summary>
    /// <c>nin</c>, for ImageNet's 224×224 pixels (67×67 at least): blocks of 96, 256, 384 and 1024 maps; 7,595,176 parameters with 1000
    /// classes.
    /// </summary>
    public static NetworkInNetwork ForImageNet(int classes, NetworkOptions? options = null) =>
        new("nin", Design.ImageNet, classes, options);

    /// <summary>
    /// <c>nin_small</c>, the paper's network for CIFAR's 32×32 pixels (4×4 at least): blocks of 192 maps; 966,986 parameters with 10
    /// classes.
    /// </summary>
    /// <inheritdoc cref="ForImageNet"/>
    public static NetworkInNetwork ForSmallImages(int classes, NetworkOptions? options = null) =>
        new("nin_small", Design.Cifar, classes, options);

    /// <inheritdoc/>
    public override int FeatureCount => design.Features;

    /// <inheritdoc/>
    public override long HeadInputCount => design.Features * design.MapSide(InputSpec.Height) * design.MapSide(InputSpec.Width);

    /// <inheritdoc/>
    public override int MinimumSize => design.MinimumSize;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => classifier;

    /// <inheritdoc/>
    public override string HeadPrefix => nameof(classifier);

    /// <inheritdoc/>
    public override string LastLayerName => "classifier.0";

    /// <summary>One group a block.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes =>
        [.. features.named_children().Where(child => child.module is LayerStack).Select(child => new[] { $"features.{child.name}" })];

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => ComputeHeadInput(images).Mean([2, 3]);

    /// <inheritdoc/>
    protected override TracedTensor ComputeHeadInput(TracedTensor images) => images.Through(features);

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes) =>
        classifier.Replace(0, Layer.Conv2d(design.Features, classes, 1, device: classifier.parameters().First().device));

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

    /// <summary>What distinguishes the two forms.</summary>
    private sealed record Design(
        InputSpec Input, int MinimumSize, int Features, Func<long, long> MapSide, Func<int, double, LayerStack> Layers)
    {
        public static Design ImageNet { get; } = new(
            InputSpec.ImageNet,
            MinimumSize: 67,
            Features: 1024,
            MapSide: side => Pooled(Pooled(Pooled(((side - 11) / 4) + 1))),
            Layers: (channels, dropout) => new LayerStack(
                Block(Layer.Conv2d(channels, 96, 11, stride: 4), 96, 96),
                nn.MaxPool2d(3, stride: 2),
                Block(Layer.Conv2d(96, 256, 5, padding: 2), 256, 256),
                nn.MaxPool2d(3, stride: 2),
                Block(Layer.Conv2d(256, 384, 3, padding: 1), 384, 384),
                nn.MaxPool2d(3, stride: 2),
                nn.Dropout(dropout),
                Block(Layer.Conv2d(384, 1024, 3, padding: 1), 1024)));

        public static Design Cifar { get; } = new(
            InputSpec.Cifar10,
            MinimumSize: 4,
            Features: 192,
            MapSide: side => Pooled(Pooled(side + 1) + 1),
            Layers: (channels, dropout) => new LayerStack(
                Block(Layer.Conv2d(channels, 192, 5, padding: 2), 160, 96),
                nn.MaxPool2d(3, stride: 2, ceil_mode: true),
                nn.Dropout(dropout),
                Block(Layer.Conv2d(96, 192, 5, padding: 2), 192, 192),
                nn.AvgPool2d(3, stride: 2, ceil_mode: true),
                nn.Dropout(dropout),
                Block(Layer.Conv2d(192, 192, 3, padding: 1), 192)));

        private static long Pooled(long side) => ((side - 3) / 2) + 1;
    }
}
