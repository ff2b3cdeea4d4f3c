using Toolkit.Networks.Layers;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// <c>mobilenet_v2</c> (Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks") as torchvision builds it:
/// 3,504,872 parameters with 1000 classes, images of any size. <see cref="NetworkOptions.WidthMultiplier"/> makes it narrower or wider.
/// Convolutions start from Kaiming's normal distribution over the outputs (fan_out), linear layers from a normal distribution of deviation
/// 0.01. Dropout is 0.2 by default.
/// </summary>
internal sealed class MobileNetV2 : StagedNetwork
{
    private const double DefaultDropout = 0.2;

    /// <summary>Expansion of the channels inside a block, output channels, blocks, and stride of the first one, for each stage.</summary>
    private static readonly (int Expansion, int Outputs, int Blocks, int Stride)[] Stages =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    private static readonly ConvolutionUnit Unit = new();

    private MobileNetV2(int classes, NetworkOptions? options) : base("mobilenet_v2", smallestSize: 1, classes, options)
    {
        var multiplier = Options.WidthMultiplier ?? 1;
        var maps = ChannelScaling.Rounded(32 * multiplier);
        AddStem(Unit.Build(Options.Channels, maps, 3, Activation, stride: 2));
        foreach (var (expansion, outputs, blocks, stride) in Stages)
        {
            var (inputs, width) = (maps, ChannelScaling.Rounded(outputs * multiplier));
            AddStage([.. Enumerable.Range(0, blocks).Select(i =>
                i == 0 ? Block(inputs, width, expansion, stride) : Block(width, width, expansion, stride: 1))]);
            maps = width;
        }
        var features = ChannelScaling.Rounded(1280 * Math.Max(1, multiplier));
        AddStage(Unit.Build(maps, features, 1, Activation));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("classifier", new LayerStack(nn.Dropout(Options.Dropout ?? DefaultDropout), Layer.Linear(features, classes)));

        foreach (var layer in modules()) Initialize(layer);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer) => InitialWeights.KaimingAndNormal(layer);

    private static InvertedResidual Block(int inputs, int outputs, int expansion, int stride)
    {
        var hidden = inputs * expansion;
        List<nn.Module<Tensor, Tensor>> layers = [];
        if (expansion != 1) layers.Add(Unit.Build(inputs, hidden, 1, Activation));
        layers.Add(Unit.Depthwise(hidden, 3, Activation, stride));
        layers.Add(Layer.Conv2d(hidden, outputs, 1, bias: false));
        layers.Add(nn.BatchNorm2d(outputs));
        return new InvertedResidual("conv", new LayerStack([.. layers]), addsInput: stride == 1 && inputs == outputs);
    }

    private static nn.Module<Tensor, Tensor> Activation() => nn.ReLU6(true);

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Torchvision.Network(
                "mobilenet_v2", (classes, options) => new MobileNetV2(classes, options), 3_504_872, NetworkChoices.WidthMultiplier),
        ],
        Torchvision.Weights("mobilenet_v2.imagenet1k_v1", "mobilenet_v2-b0353104.pth", 13.555, 71.878, 90.286),
        Torchvision.Weights("mobilenet_v2.imagenet1k_v2", "mobilenet_v2-7ebf99e0.pth", 13.598, 72.154, 90.822, Torchvision.Images(224, 232)));
}
