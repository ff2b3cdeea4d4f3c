using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// EfficientNet B0 to B7 (Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks") as torchvision
/// builds them: inverted residual blocks with squeeze and excitation, SiLU and stochastic depth, wider and deeper from member to member,
/// each with an image size of its own, though they work on any. Stochastic depth grows from 0 at the first block to
/// <see cref="NetworkOptions.StochasticDepth"/> (0.2 by default) behind the last. Linear layers start uniformly from ±1/√classes.
/// </summary>
internal sealed class EfficientNet : InvertedResidualNetwork
{
    private const double DefaultStochasticDepth = 0.2;
    private const int StemMaps = 32, LastExpansion = 4, Squeeze = 4;

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

    /// <summary>Width, depth, dropout, image size and shorter side before the crop, from B0 to B7.</summary>
    private static readonly Scale[] Scales =
    [
        new(Width: 1.0, Depth: 1.0, Dropout: 0.2, ImageSize: 224, ShorterSide: 256),
        new(1.0, 1.1, 0.2, 240, 256),
        new(1.1, 1.2, 0.3, 288, 288),
        new(1.2, 1.4, 0.3, 300, 320),
        new(1.4, 1.8, 0.4, 380, 384),
        new(1.6, 2.2, 0.4, 456, 456),
        new(1.8, 2.6, 0.5, 528, 528),
        new(2.0, 3.1, 0.5, 600, 600),
    ];

    /// <summary>
    /// What the catalog knows. The files' names are those since torchvision 0.16.1: the same files had names with wrong hashes before.
    /// </summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            Entry(0, 5_288_548),
            Entry(1, 7_794_184),
            Entry(2, 9_109_994),
            Entry(3, 12_233_232),
            Entry(4, 19_341_616),
            Entry(5, 30_389_784),
            Entry(6, 43_040_704),
            Entry(7, 66_347_960),
        ],
        Weights(0, "rwightman-7f5810bc", 20.451, 77.692, 93.532),
        Weights(1, "rwightman-bac287d4", 30.134, 78.642, 94.186),
        Torchvision.Weights(
            "efficientnet_b1.imagenet1k_v2", "efficientnet_b1-c27df63c.pth", 30.136, 79.838, 94.934, Torchvision.Images(240, 255)),
        Weights(2, "rwightman-c35c1473", 35.174, 80.608, 95.310),
        Weights(3, "rwightman-b3899882", 47.184, 82.008, 96.054),
        Weights(4, "rwightman-23ab8bcd", 74.489, 83.384, 96.594),
        Weights(5, "lukemelas-1a07897c", 116.864, 83.444, 96.628),
        Weights(6, "lukemelas-24a108a5", 165.362, 84.008, 96.916),
        Weights(7, "lukemelas-c5b4e57e", 254.675, 84.122, 96.908));

    private EfficientNet(int member, int classes, NetworkOptions? options)
        : base($"efficientnet_b{member}", classes, options, chosen => Layers(member, classes, chosen), Initialize)
    {
        var (size, shorterSide) = (Scales[member].ImageSize, Scales[member].ShorterSide);
        InputSpec = InputSpec with
        {
            Height = size,
            Width = size,
            ResizeShorterSide = shorterSide,
            Interpolation = Interpolation.Bicubic,
        };
    }

    /// <summary>
    /// <c>efficientnet_b0</c> (5,288,548 parameters with 1000 classes) to <c>efficientnet_b7</c> (66,347,960). From B5 on, batch
    /// normalisation has an eps of 0.001 and a momentum of 0.01.
    /// </summary>
    /// <param name="member">0 to 7.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    public static EfficientNet Create(int member, int classes, NetworkOptions? options = null)
    {
        if (member < 0 || member >= Scales.Length)
            throw new ArgumentOutOfRangeException(nameof(member), $"EfficientNets go from B0 to B7, but B{member} was asked for.");
        return new EfficientNet(member, classes, options);
    }

    private static WeightsEntry Weights(int member, string file, double mebibytes, double top1, double top5) => Torchvision.Weights(
        $"efficientnet_b{member}.imagenet1k_v1", $"efficientnet_b{member}_{file}.pth", mebibytes, top1, top5,
        Torchvision.Bicubic(Scales[member].ImageSize, Scales[member].ShorterSide));

    private static NetworkEntry Entry(int member, long parameters) =>
        new($"efficientnet_b{member}", (classes, options) => Create(member, classes, options))
        {
            IsTorchvision = true,
            Parameters = ParameterCount.ImageNet(parameters),
            Choices = NetworkChoices.StochasticDepth,
        };

    private static Design Layers(int member, int classes, NetworkOptions options)
    {
        var scale = Scales[member];
        var unit = member < 5 ? new ConvolutionUnit() : new ConvolutionUnit(Epsilon: 0.001, Momentum: 0.01);
        var maps = ChannelScaling.Rounded(StemMaps * scale.Width);
        List<nn.Module<Tensor, Tensor>> features = [unit.Build(options.Channels, maps, 3, nn.SiLU, stride: 2)];
        var (block, allBlocks) = (0, Stages.Sum(stage => scale.BlocksOf(stage)));
        foreach (var stage in Stages)
        {
            List<nn.Module<Tensor, Tensor>> blocks = [];
            for (var i = 0; i < scale.BlocksOf(stage); i++)
            {
                var drop = (options.StochasticDepth ?? DefaultStochasticDepth) * block++ / allBlocks;
                blocks.Add(Block(unit, maps, scale.OutputsOf(stage), stage, i == 0 ? stage.Stride : 1, drop));
                maps = scale.OutputsOf(stage);
            }
            features.Add(new LayerStack([.. blocks]));
        }
        features.Add(unit.Build(maps, LastExpansion * maps, 1, nn.SiLU));
        var classifier = new LayerStack(nn.Dropout(options.Dropout ?? scale.Dropout), Layer.Linear(LastExpansion * maps, classes));
        return new Design(new LayerStack([.. features]), classifier, [.. features.Select(_ => 1)]);
    }

    private static InvertedResidual Block(ConvolutionUnit unit, int inputs, int outputs, Stage stage, int stride, double drop)
    {
        var expanded = ChannelScaling.Rounded(inputs * stage.Expansion);
        List<nn.Module<Tensor, Tensor>> layers = [];
        if (expanded != inputs) layers.Add(unit.Build(inputs, expanded, 1, nn.SiLU));
        layers.Add(unit.Depthwise(expanded, stage.Kernel, nn.SiLU, stride));
        layers.Add(new SqueezeExcitation(expanded, Math.Max(1, inputs / Squeeze), maps => maps.Silu(), factors => factors.Sigmoid()));
        layers.Add(unit.Build(expanded, outputs, 1, activation: null));
        return new InvertedResidual("block", new LayerStack([.. layers]), addsInput: stride == 1 && inputs == outputs, drop);
    }

    private static void Initialize(Linear linear)
    {
        var bound = 1 / Math.Sqrt(linear.weight!.shape[0]);
        nn.init.uniform_(linear.weight, -bound, bound);
    }

    /// <summary>Blocks of one kind.</summary>
    /// <param name="Expansion">Channels inside a block, as a multiple of its input's.</param>
    /// <param name="Kernel">Height and width of the depthwise kernels.</param>
    /// <param name="Stride">Stride of the first block.</param>
    /// <param name="Outputs">Channels of the output.</param>
    /// <param name="Blocks">Number of blocks.</param>
    private sealed record Stage(int Expansion, int Kernel, int Stride, int Outputs, int Blocks);

    /// <summary>What makes one member of the family out of B0.</summary>
    private sealed record Scale(double Width, double Depth, double Dropout, int ImageSize, int ShorterSide)
    {
        public int BlocksOf(Stage stage) => (int)Math.Ceiling(stage.Blocks * Depth);

        public int OutputsOf(Stage stage) => ChannelScaling.Rounded(stage.Outputs * Width);
    }
}
