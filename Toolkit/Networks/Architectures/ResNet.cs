using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// ResNet (He et al. 2015, "Deep Residual Learning for Image Recognition") as torchvision builds it: a 7×7 convolution, four stages of
/// residual blocks, global average pooling and one linear layer; the stride of a bottleneck is in its 3×3 convolution. Images of any size.
/// Convolutions start from Kaiming's normal distribution over the outputs (fan_out), batch normalisation from scale 1 and shift 0, the
/// linear layer from its default.
/// <list type="bullet">
/// <item><c>resnet18</c> and <c>resnet34</c> of basic blocks, <c>resnet50</c>, <c>resnet101</c> and <c>resnet152</c> of bottlenecks.</item>
/// <item><c>resnet18_small</c> and so on, for images of about 32×32 pixels: the first convolution is 3×3 with stride 1, and no pooling
/// follows. All other layers are the standard network's.</item>
/// <item><c>resnet18_mlnet</c>, the network of ML.NET's package Microsoft.ML.DnnImageFeaturizer.ResNet18, which calls it ResNet18: its last
/// stage has three basic blocks, not two (<c>layer4.2</c>), and so it has 20 layers.</item>
/// </list>
/// </summary>
internal sealed class ResNet : StagedNetwork
{
    private static readonly ResNetMember[] Members =
    [
        new("resnet18", Bottlenecks: false, Blocks: [2, 2, 2, 2], Parameters: 11_689_512, SmallParameters: 11_173_962),
        new("resnet34", false, [3, 4, 6, 3], 21_797_672, 21_282_122),
        new("resnet50", true, [3, 4, 6, 3], 25_557_032, 23_520_842),
        new("resnet101", true, [3, 4, 23, 3], 44_549_160, 42_512_970),
        new("resnet152", true, [3, 8, 36, 3], 60_192_808, 58_156_618),
    ];

    private static readonly ResNetMember MlNet = new("resnet18_mlnet", Bottlenecks: false, Blocks: [2, 2, 2, 3], Parameters: 16_410_152);

    private ResNet(ResNetMember member, bool smallImages, int classes, NetworkOptions? options)
        : base(smallImages ? member.SmallName : member.Name, smallestSize: 1, classes, options, container: null)
    {
        var expansion = member.Bottlenecks ? Bottleneck.Expansion : 1;
        if (smallImages)
        {
            AddStem(
                ("conv1", Layer.Conv2d(Options.Channels, 64, 3, padding: 1, bias: false)),
                ("bn1", nn.BatchNorm2d(64)),
                ("relu", nn.ReLU(true)));
        }
        else
        {
            AddStem(
                ("conv1", Layer.Conv2d(Options.Channels, 64, 7, stride: 2, padding: 3, bias: false)),
                ("bn1", nn.BatchNorm2d(64)),
                ("relu", nn.ReLU(true)),
                ("maxpool", nn.MaxPool2d(3, stride: 2, padding: 1)));
        }
        AddStage(("layer1", Blocks(member.Blocks[0], inputs: 64, width: 64, stride: 1)));
        AddStage(("layer2", Blocks(member.Blocks[1], 64 * expansion, 128, stride: 2)));
        AddStage(("layer3", Blocks(member.Blocks[2], 128 * expansion, 256, stride: 2)));
        AddStage(("layer4", Blocks(member.Blocks[3], 256 * expansion, 512, stride: 2)));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("fc", Layer.Linear(512 * expansion, classes));

        foreach (var layer in modules()) Initialize(layer);
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);

        LayerStack Blocks(int count, int inputs, int width, int stride) =>
            ResidualStage.Create(count, inputs, width, width * expansion, stride, member.Bottlenecks ? NewBottleneck : NewBasicBlock);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) InitialWeights.KaimingNormal(convolution);
    }

    private static BasicBlock NewBasicBlock(int inputs, int width, int stride) => new(inputs, width, stride);

    private static Bottleneck NewBottleneck(int inputs, int width, int stride) => new(inputs, width, stride);

    /// <summary>What the catalog knows; the files of weights are in <see cref="ResNetWeights"/>.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        [
            .. Members.Select(member => Torchvision.Network(member.Name, Builder(member, smallImages: false), member.Parameters)),
            .. Members.Select(member => new NetworkEntry(member.SmallName, Builder(member, smallImages: true))
            {
                Parameters = ParameterCount.Cifar10(member.SmallParameters),
            }),
            new(MlNet.Name, Builder(MlNet, smallImages: false)) { Parameters = ParameterCount.ImageNet(MlNet.Parameters) },
        ],
        ResNetWeights.All);

    private static Func<int, NetworkOptions?, Network> Builder(ResNetMember member, bool smallImages) =>
        (classes, options) => new ResNet(member, smallImages, classes, options);
}

/// <summary>What distinguishes the members of <see cref="ResNet"/> and of <see cref="PreActivationResNet"/>.</summary>
/// <param name="Name">Name in the catalog.</param>
/// <param name="Bottlenecks">Whether the blocks are bottlenecks.</param>
/// <param name="Blocks">Number of blocks of each stage.</param>
/// <param name="Parameters">With three channels and 1000 classes.</param>
/// <param name="SmallParameters">In the form for small images, with 10 classes; 0 where there is none.</param>
internal sealed record ResNetMember(string Name, bool Bottlenecks, int[] Blocks, long Parameters, long SmallParameters = 0)
{
    public string SmallName => $"{Name}_small";
}
