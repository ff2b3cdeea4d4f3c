using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// EfficientNet, <c>efficientnet_b0</c> to <c>efficientnet_b7</c> (Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional
/// Neural Networks"), as torchvision builds them: inverted residual blocks with squeeze and excitation, SiLU and stochastic depth, wider and
/// deeper from member to member, each with an image size of its own, though they work on any. Stochastic depth grows from 0 at the first
/// block to <see cref="NetworkOptions.StochasticDepth"/> (0.2 by default) behind the last. Convolutions start from Kaiming's normal
/// distribution over the outputs (fan_out), linear layers uniformly from ±1/√classes.
/// </summary>
internal sealed class EfficientNet : StagedNetwork
{
    private const double DefaultStochasticDepth = 0.2;

    private static readonly ConvolutionUnit ToB4 = new(), FromB5 = new(Epsilon: 0.001, Momentum: 0.01);

    /// <summary>The stages of B0 (the paper's table 1).</summary>
    private static readonly Stage[] Stages =
    [
        new(Expansion: 1, Kernel: 3, Stride: 1, Outputs: 16, Blocks: 1),
        new(6, 3, 2, 24, 2),
        new(6, 5, 2, 40, 2),
        new(6, 3, 2, 80, 3),
        new(6, 5, 1, 112, 3),
        new(6, 5, 2, 192, 4),
        new(6, 3, 1, 320, 1),
    ];

    private static readonly Member[] Members =
    [
        new("efficientnet_b0", ToB4, Width: 1.0, Depth: 1.0, Dropout: 0.2, ImageSize: 224, ShorterSide: 256, Parameters: 5_288_548),
        new("efficientnet_b1", ToB4, 1.0, 1.1, 0.2, 240, 256, 7_794_184),
        new("efficientnet_b2", ToB4, 1.1, 1.2, 0.3, 288, 288, 9_109_994),
        new("efficientnet_b3", ToB4, 1.2, 1.4, 0.3, 300, 320, 12_233_232),
        new("efficientnet_b4", ToB4, 1.4, 1.8, 0.4, 380, 384, 19_341_616),
        new("efficientnet_b5", FromB5, 1.6, 2.2, 0.4, 456, 456, 30_389_784),
        new("efficientnet_b6", FromB5, 1.8, 2.6, 0.5, 528, 528, 43_040_704),
        new("efficientnet_b7", FromB5, 2.0, 3.1, 0.5, 600, 600, 66_347_960),
    ];

    private EfficientNet(Member member, int classes, NetworkOptions? options) : base(member.Name, smallestSize: 1, classes, options)
    {
        var maps = ChannelScaling.Rounded(32 * member.Width);
        AddStem(member.Unit.Build(Options.Channels, maps, 3, nn.SiLU, stride: 2));
        var (block, allBlocks) = (0, Stages.Sum(member.BlocksOf));
        foreach (var stage in Stages)
        {
            var blocks = new LayerStack();
            for (var i = 0; i < member.BlocksOf(stage); i++)
            {
                var drop = (Options.StochasticDepth ?? DefaultStochasticDepth) * block++ / allBlocks;
                blocks.Add(Block(member.Unit, stage, maps, member.OutputsOf(stage), i == 0 ? stage.Stride : 1, drop));
                maps = member.OutputsOf(stage);
            }
            AddStage(blocks);
        }
        AddStage(member.Unit.Build(maps, 4 * maps, 1, nn.SiLU));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("classifier", new LayerStack(nn.Dropout(Options.Dropout ?? member.Dropout), Layer.Linear(4 * maps, classes)));

        foreach (var layer in modules()) Initialize(layer);
        InputSpec = ForChannels(member.Images, Options.Channels);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution)
        {
            InitialWeights.KaimingNormal(convolution);
        }
        else if (layer is Linear linear)
        {
            var bound = 1 / Math.Sqrt(linear.weight!.shape[0]);
            nn.init.uniform_(linear.weight, -bound, bound);
            nn.init.zeros_(linear.bias!);
        }
    }

    private static InvertedResidual Block(ConvolutionUnit unit, Stage stage, int inputs, int outputs, int stride, double drop)
    {
        var expanded = ChannelScaling.Rounded(inputs * stage.Expansion);
        List<nn.Module<Tensor, Tensor>> layers = [];
        if (expanded != inputs) layers.Add(unit.Build(inputs, expanded, 1, nn.SiLU));
        layers.Add(unit.Depthwise(expanded, stage.Kernel, nn.SiLU, stride));
        layers.Add(new SqueezeExcitation(expanded, Math.Max(1, inputs / 4), maps => maps.Silu(), factors => factors.Sigmoid()));
        layers.Add(unit.Build(expanded, outputs, 1, activation: null));
        return new InvertedResidual("block", new LayerStack([.. layers]), addsInput: stride == 1 && inputs == outputs, drop);
    }

    /// <summary>
    /// What the catalog knows. The files' names are those since torchvision 0.16.1: the same files had names with wrong hashes before.
    /// </summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        Members.Select(member => Torchvision.Network(
            member.Name, (classes, options) => new EfficientNet(member, classes, options), member.Parameters, NetworkChoices.StochasticDepth)),
        Weights(Members[0], "rwightman-7f5810bc", 20.451, 77.692, 93.532),
        Weights(Members[1], "rwightman-bac287d4", 30.134, 78.642, 94.186),
        Torchvision.Weights(
            "efficientnet_b1.imagenet1k_v2", "efficientnet_b1-c27df63c.pth", 30.136, 79.838, 94.934, Torchvision.Images(240, 255)),
        Weights(Members[2], "rwightman-c35c1473", 35.174, 80.608, 95.310),
        Weights(Members[3], "rwightman-b3899882", 47.184, 82.008, 96.054),
        Weights(Members[4], "rwightman-23ab8bcd", 74.489, 83.384, 96.594),
        Weights(Members[5], "lukemelas-1a07897c", 116.864, 83.444, 96.628),
        Weights(Members[6], "lukemelas-24a108a5", 165.362, 84.008, 96.916),
        Weights(Members[7], "lukemelas-c5b4e57e", 254.675, 84.122, 96.908));

    private static WeightsEntry Weights(Member member, string file, double mebibytes, double top1, double top5) =>
        Torchvision.Weights($"{member.Name}.imagenet1k_v1", $"{member.Name}_{file}.pth", mebibytes, top1, top5, member.Images);

    /// <summary>Blocks of one kind.</summary>
    /// <param name="Expansion">Channels inside a block, as a multiple of its input's.</param>
    /// <param name="Kernel">Height and width of the depthwise kernels.</param>
    /// <param name="Stride">Stride of the first block.</param>
    /// <param name="Outputs">Channels of the output.</param>
    /// <param name="Blocks">Number of blocks.</param>
    private sealed record Stage(int Expansion, int Kernel, int Stride, int Outputs, int Blocks);

    /// <summary>What makes one member of the family out of B0.</summary>
    /// <param name="Name">Name in the catalog.</param>
    /// <param name="Unit">Its convolutions: from B5 on, batch normalisation has an eps of 0.001 and a momentum of 0.01.</param>
    /// <param name="Width">Factor on all numbers of channels.</param>
    /// <param name="Depth">Factor on all numbers of blocks.</param>
    /// <param name="Dropout">Probability of dropout in the head.</param>
    /// <param name="ImageSize">Height and width of the images that it was trained on.</param>
    /// <param name="ShorterSide">To which those were resized before they were cut.</param>
    /// <param name="Parameters">With 1000 classes.</param>
    private sealed record Member(
        string Name, ConvolutionUnit Unit, double Width, double Depth, double Dropout, int ImageSize, int ShorterSide, long Parameters)
    {
        public InputSpec Images => Torchvision.Bicubic(ImageSize, ShorterSide);

        public int BlocksOf(Stage stage) => (int)Math.Ceiling(stage.Blocks * Depth);

        public int OutputsOf(Stage stage) => ChannelScaling.Rounded(stage.Outputs * Width);
    }
}
