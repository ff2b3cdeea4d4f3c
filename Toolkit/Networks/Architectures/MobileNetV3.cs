using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// MobileNet V3 (Howard et al. 2019, "Searching for MobileNetV3") as torchvision builds it: inverted residual blocks, some with squeeze
/// and excitation, ReLU in the first ones and hard swish in the others; images of any size. Batch normalisation has an eps of 0.001 and a
/// momentum of 0.01. <see cref="NetworkOptions.WidthMultiplier"/> makes it narrower or wider. Linear layers start from a normal
/// distribution of deviation 0.01. Dropout is 0.2 by default.
/// </summary>
internal sealed class MobileNetV3 : InvertedResidualNetwork
{
    private const int StemMaps = 16, LastExpansion = 6;
    private const double DefaultDropout = 0.2;

    private static readonly Block[] SmallBlocks =
    [
        new(3, 16, 16, Squeezes: true, Hard: false, Stride: 2),
        new(3, 72, 24, Squeezes: false, Hard: false, Stride: 2),
        new(3, 88, 24, Squeezes: false, Hard: false),
        new(5, 96, 40, Squeezes: true, Hard: true, Stride: 2),
        new(5, 240, 40, Squeezes: true, Hard: true),
        new(5, 240, 40, Squeezes: true, Hard: true),
        new(5, 120, 48, Squeezes: true, Hard: true),
        new(5, 144, 48, Squeezes: true, Hard: true),
        new(5, 288, 96, Squeezes: true, Hard: true, Stride: 2),
        new(5, 576, 96, Squeezes: true, Hard: true),
        new(5, 576, 96, Squeezes: true, Hard: true),
    ];

    private static readonly Block[] LargeBlocks =
    [
        new(3, 16, 16, Squeezes: false, Hard: false),
        new(3, 64, 24, Squeezes: false, Hard: false, Stride: 2),
        new(3, 72, 24, Squeezes: false, Hard: false),
        new(5, 72, 40, Squeezes: true, Hard: false, Stride: 2),
        new(5, 120, 40, Squeezes: true, Hard: false),
        new(5, 120, 40, Squeezes: true, Hard: false),
        new(3, 240, 80, Squeezes: false, Hard: true, Stride: 2),
        new(3, 200, 80, Squeezes: false, Hard: true),
        new(3, 184, 80, Squeezes: false, Hard: true),
        new(3, 184, 80, Squeezes: false, Hard: true),
        new(3, 480, 112, Squeezes: true, Hard: true),
        new(3, 672, 112, Squeezes: true, Hard: true),
        new(5, 672, 160, Squeezes: true, Hard: true, Stride: 2),
        new(5, 960, 160, Squeezes: true, Hard: true),
        new(5, 960, 160, Squeezes: true, Hard: true),
    ];

    private static readonly ConvolutionUnit Unit = new(Epsilon: 0.001, Momentum: 0.01);

    private MobileNetV3(string architecture, Block[] blocks, int hidden, int classes, NetworkOptions? options)
        : base(
            architecture, classes, options, chosen => Layers(blocks, hidden, classes, chosen),
            linear => nn.init.normal_(linear.weight!, 0, 0.01))
    {
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [
                Torchvision.Network("mobilenet_v3_small", Small, 2_542_856, NetworkChoices.WidthMultiplier),
                Torchvision.Network("mobilenet_v3_large", Large, 5_483_032, NetworkChoices.WidthMultiplier),
            ],
            Torchvision.Weights("mobilenet_v3_small.imagenet1k_v1", "mobilenet_v3_small-047dcff4.pth", 9.829, 67.668, 87.402),
            Torchvision.Weights("mobilenet_v3_large.imagenet1k_v1", "mobilenet_v3_large-8738ca79.pth", 21.114, 74.042, 91.340),
            Torchvision.Weights(
                "mobilenet_v3_large.imagenet1k_v2", "mobilenet_v3_large-5c1a4163.pth", 21.107, 75.274, 92.566, Torchvision.Images(224, 232)));

    /// <summary><c>mobilenet_v3_small</c>: eleven blocks; 2,542,856 parameters with 1000 classes.</summary>
    public static MobileNetV3 Small(int classes, NetworkOptions? options = null) =>
        new("mobilenet_v3_small", SmallBlocks, 1024, classes, options);

    /// <summary><c>mobilenet_v3_large</c>: fifteen blocks; 5,483,032 parameters with 1000 classes.</summary>
    public static MobileNetV3 Large(int classes, NetworkOptions? options = null) =>
        new("mobilenet_v3_large", LargeBlocks, 1280, classes, options);

    private static Design Layers(Block[] blocks, int hidden, int classes, NetworkOptions options)
    {
        var width = options.WidthMultiplier ?? 1;
        var maps = ChannelScaling.Rounded(StemMaps * width);
        List<nn.Module<Tensor, Tensor>> features = [Unit.Build(options.Channels, maps, 3, HardSwish, stride: 2)];
        foreach (var block in blocks)
        {
            var scaled = block with
            {
                Expanded = ChannelScaling.Rounded(block.Expanded * width),
                Outputs = ChannelScaling.Rounded(block.Outputs * width),
            };
            features.Add(Build(scaled, maps));
            maps = scaled.Outputs;
        }
        features.Add(Unit.Build(maps, LastExpansion * maps, 1, HardSwish));
        var scaledHidden = ChannelScaling.Rounded(hidden * width);
        var classifier = new LayerStack(
            Layer.Linear(LastExpansion * maps, scaledHidden),
            nn.Hardswish(true),
            nn.Dropout(options.Dropout ?? DefaultDropout),
            Layer.Linear(scaledHidden, classes));
        return new Design(new LayerStack([.. features]), classifier, [1, .. StageSizes(blocks), 1]);
    }

    private static InvertedResidual Build(Block block, int inputs)
    {
        Func<nn.Module<Tensor, Tensor>> activation = block.Hard ? HardSwish : () => nn.ReLU(true);
        List<nn.Module<Tensor, Tensor>> layers = [];
        if (block.Expanded != inputs) layers.Add(Unit.Build(inputs, block.Expanded, 1, activation));
        layers.Add(Unit.Depthwise(block.Expanded, block.Kernel, activation, block.Stride));
        if (block.Squeezes) layers.Add(Squeeze(block.Expanded));
        layers.Add(Unit.Build(block.Expanded, block.Outputs, 1, activation: null));
        return new InvertedResidual("block", new LayerStack([.. layers]), addsInput: block.Stride == 1 && inputs == block.Outputs);
    }

    private static SqueezeExcitation Squeeze(int channels) => new(
        channels, ChannelScaling.Rounded(channels / 4), maps => maps.Relu(), factors => factors.Hardsigmoid());

    private static nn.Module<Tensor, Tensor> HardSwish() => nn.Hardswish(true);

    /// <summary>Blocks between two halvings of height and width.</summary>
    private static List<int> StageSizes(Block[] blocks)
    {
        List<int> sizes = [];
        foreach (var block in blocks)
        {
            if (block.Stride == 2 || sizes.Count == 0) sizes.Add(0);
            sizes[^1]++;
        }
        return sizes;
    }

    /// <summary>One row of the paper's tables 1 and 2.</summary>
    /// <param name="Kernel">Height and width of the depthwise kernels.</param>
    /// <param name="Expanded">Channels inside the block.</param>
    /// <param name="Outputs">Channels of the output.</param>
    /// <param name="Squeezes">Whether with squeeze and excitation.</param>
    /// <param name="Hard">Hard swish rather than ReLU.</param>
    /// <param name="Stride">2 to halve height and width.</param>
    private sealed record Block(int Kernel, int Expanded, int Outputs, bool Squeezes, bool Hard, int Stride = 1);
}
