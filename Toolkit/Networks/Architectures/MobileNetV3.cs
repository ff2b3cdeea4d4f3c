using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// MobileNet V3 (Howard et al. 2019, "Searching for MobileNetV3") as torchvision builds it: inverted residual blocks, some with squeeze
/// and excitation, ReLU in the first ones and hard swish in the others; images of any size. Batch normalisation has an eps of 0.001 and a
/// momentum of 0.01. <see cref="NetworkOptions.WidthMultiplier"/> makes it narrower or wider. Convolutions start from Kaiming's normal
/// distribution over the outputs (fan_out), linear layers from a normal distribution of deviation 0.01. Dropout is 0.2 by default.
/// <c>mobilenet_v3_small</c> has 2,542,856 parameters with 1000 classes, <c>mobilenet_v3_large</c> 5,483,032.
/// </summary>
internal sealed class MobileNetV3 : StagedNetwork
{
    private const double DefaultDropout = 0.2;

    /// <summary>Of <c>mobilenet_v3_small</c>. A stage begins where height and width are halved.</summary>
    private static readonly Block[][] SmallStages =
    [
        [new(3, 16, 16, Squeezes: true, Hard: false, Stride: 2)],
        [
            new(3, 72, 24, Squeezes: false, Hard: false, Stride: 2),
            new(3, 88, 24, Squeezes: false, Hard: false),
        ],
        [
            new(5, 96, 40, Squeezes: true, Hard: true, Stride: 2),
            new(5, 240, 40, Squeezes: true, Hard: true),
            new(5, 240, 40, Squeezes: true, Hard: true),
            new(5, 120, 48, Squeezes: true, Hard: true),
            new(5, 144, 48, Squeezes: true, Hard: true),
        ],
        [
            new(5, 288, 96, Squeezes: true, Hard: true, Stride: 2),
            new(5, 576, 96, Squeezes: true, Hard: true),
            new(5, 576, 96, Squeezes: true, Hard: true),
        ],
    ];

    /// <summary>Of <c>mobilenet_v3_large</c>.</summary>
    private static readonly Block[][] LargeStages =
    [
        [new(3, 16, 16, Squeezes: false, Hard: false)],
        [
            new(3, 64, 24, Squeezes: false, Hard: false, Stride: 2),
            new(3, 72, 24, Squeezes: false, Hard: false),
        ],
        [
            new(5, 72, 40, Squeezes: true, Hard: false, Stride: 2),
            new(5, 120, 40, Squeezes: true, Hard: false),
            new(5, 120, 40, Squeezes: true, Hard: false),
        ],
        [
            new(3, 240, 80, Squeezes: false, Hard: true, Stride: 2),
            new(3, 200, 80, Squeezes: false, Hard: true),
            new(3, 184, 80, Squeezes: false, Hard: true),
            new(3, 184, 80, Squeezes: false, Hard: true),
            new(3, 480, 112, Squeezes: true, Hard: true),
            new(3, 672, 112, Squeezes: true, Hard: true),
        ],
        [
            new(5, 672, 160, Squeezes: true, Hard: true, Stride: 2),
            new(5, 960, 160, Squeezes: true, Hard: true),
            new(5, 960, 160, Squeezes: true, Hard: true),
        ],
    ];

    private static readonly ConvolutionUnit Unit = new(Epsilon: 0.001, Momentum: 0.01);

    private MobileNetV3(string architecture, Block[][] stages, int hidden, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: 1, classes, options)
    {
        var maps = Scaled(16);
        AddStem(Unit.Build(Options.Channels, maps, 3, HardSwish, stride: 2));
        foreach (var stage in stages) AddStage([.. stage.Select(Next)]);
        AddStage(Unit.Build(maps, 6 * maps, 1, HardSwish));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("classifier", new LayerStack(
            Layer.Linear(6 * maps, Scaled(hidden)),
            nn.Hardswish(true),
            nn.Dropout(Options.Dropout ?? DefaultDropout),
            Layer.Linear(Scaled(hidden), classes)));

        foreach (var layer in modules()) Initialize(layer);

        int Scaled(int channels) => ChannelScaling.Rounded(channels * (Options.WidthMultiplier ?? 1));

        InvertedResidual Next(Block block)
        {
            var inputs = maps;
            maps = Scaled(block.Outputs);
            return Build(block, inputs, Scaled(block.Expanded), maps);
        }
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer) => InitialWeights.KaimingAndNormal(layer);

    private static InvertedResidual Build(Block block, int inputs, int expanded, int outputs)
    {
        Func<nn.Module<Tensor, Tensor>> activation = block.Hard ? HardSwish : () => nn.ReLU(true);
        List<nn.Module<Tensor, Tensor>> layers = [];
        if (expanded != inputs) layers.Add(Unit.Build(inputs, expanded, 1, activation));
        layers.Add(Unit.Depthwise(expanded, block.Kernel, activation, block.Stride));
        if (block.Squeezes) layers.Add(Squeeze(expanded));
        layers.Add(Unit.Build(expanded, outputs, 1, activation: null));
        return new InvertedResidual("block", new LayerStack([.. layers]), addsInput: block.Stride == 1 && inputs == outputs);
    }

    private static SqueezeExcitation Squeeze(int channels) => new(
        channels, ChannelScaling.Rounded(channels / 4), maps => maps.Relu(), factors => factors.Hardsigmoid());

    private static nn.Module<Tensor, Tensor> HardSwish() => nn.Hardswish(true);

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Torchvision.Network("mobilenet_v3_small", Small, 2_542_856, NetworkChoices.WidthMultiplier),
            Torchvision.Network("mobilenet_v3_large", Large, 5_483_032, NetworkChoices.WidthMultiplier),
        ],
        Torchvision.Weights("mobilenet_v3_small.imagenet1k_v1", "mobilenet_v3_small-047dcff4.pth", 9.829, 67.668, 87.402),
        Torchvision.Weights("mobilenet_v3_large.imagenet1k_v1", "mobilenet_v3_large-8738ca79.pth", 21.114, 74.042, 91.340),
        Torchvision.Weights(
            "mobilenet_v3_large.imagenet1k_v2", "mobilenet_v3_large-5c1a4163.pth", 21.107, 75.274, 92.566, Torchvision.Images(224, 232)));

    private static MobileNetV3 Small(int classes, NetworkOptions? options) =>
        new("mobilenet_v3_small", SmallStages, hidden: 1024, classes, options);

    private static MobileNetV3 Large(int classes, NetworkOptions? options) =>
        new("mobilenet_v3_large", LargeStages, hidden: 1280, classes, options);

    /// <summary>One row of the paper's tables 1 and 2.</summary>
    /// <param name="Kernel">Height and width of the depthwise kernels.</param>
    /// <param name="Expanded">Channels inside the block.</param>
    /// <param name="Outputs">Channels of the output.</param>
    /// <param name="Squeezes">Whether with squeeze and excitation.</param>
    /// <param name="Hard">Hard swish rather than ReLU.</param>
    /// <param name="Stride">2 to halve height and width.</param>
    private sealed record Block(int Kernel, int Expanded, int Outputs, bool Squeezes, bool Hard, int Stride = 1);
}
