using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// ResNet's second version (He et al. 2016, "Identity Mappings in Deep Residual Networks"): batch normalisation and ReLU stand before the
/// convolutions, so that the shortcuts carry their input on unchanged; a last normalisation and ReLU follow the fourth stage. Names are
/// <see cref="ResNet"/>'s, with <c>bn</c> for the last normalisation. Initial weights are <see cref="ResNet"/>'s too.
/// <list type="bullet">
/// <item><c>resnetv2_18</c>, <c>resnetv2_34</c>, <c>resnetv2_50</c>, <c>resnetv2_101</c>, <c>resnetv2_152</c>, with <see cref="ResNet"/>'s
/// numbers of blocks.</item>
/// <item><c>resnetv2_18_small</c> and so on, for images of about 32×32 pixels: the first convolution is 3×3 with stride 1, and no pooling
/// follows.</item>
/// </list>
/// </summary>
internal sealed class PreActivationResNet : StagedNetwork
{
    private static readonly ResNetMember[] Members =
    [
        new("resnetv2_18", Bottlenecks: false, Blocks: [2, 2, 2, 2], Parameters: 11_687_720, SmallParameters: 11_172_170),
        new("resnetv2_34", false, [3, 4, 6, 3], 21_795_880, 21_280_330),
        new("resnetv2_50", true, [3, 4, 6, 3], 25_549_352, 23_513_162),
        new("resnetv2_101", true, [3, 4, 23, 3], 44_541_480, 42_505_290),
        new("resnetv2_152", true, [3, 8, 36, 3], 60_185_128, 58_148_938),
    ];

    private PreActivationResNet(ResNetMember member, bool smallImages, int classes, NetworkOptions? options)
        : base(smallImages ? member.SmallName : member.Name, smallestSize: 1, classes, options, container: null)
    {
        var expansion = member.Bottlenecks ? PreActivationBlock.Expansion : 1;
        // No normalisation in the stem: the first block begins with one.
        if (smallImages)
        {
            AddStem(("conv1", Layer.Conv2d(Options.Channels, 64, 3, padding: 1, bias: false)));
        }
        else
        {
            AddStem(
                ("conv1", Layer.Conv2d(Options.Channels, 64, 7, stride: 2, padding: 3, bias: false)),
                ("maxpool", nn.MaxPool2d(3, stride: 2, padding: 1)));
        }
        AddStage(("layer1", Blocks(member.Blocks[0], inputs: 64, width: 64, stride: 1)));
        AddStage(("layer2", Blocks(member.Blocks[1], 64 * expansion, 128, stride: 2)));
        AddStage(("layer3", Blocks(member.Blocks[2], 128 * expansion, 256, stride: 2)));
        AddStage(
            ("layer4", Blocks(member.Blocks[3], 256 * expansion, 512, stride: 2)),
            ("bn", nn.BatchNorm2d(512 * expansion)),
            ("relu", nn.ReLU(true)));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("fc", Layer.Linear(512 * expansion, classes));

        foreach (var layer in modules()) Initialize(layer);
        if (smallImages) InputSpec = ForChannels(InputSpec.Cifar10, Options.Channels);

        LayerStack Blocks(int count, int inputs, int width, int stride) => ResidualStage.Create(
            count, inputs, width, width * expansion, stride, member.Bottlenecks ? PreActivationBlock.Bottleneck : PreActivationBlock.Basic);
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) InitialWeights.KaimingNormal(convolution);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
    [
        .. Members.Select(member => new NetworkEntry(member.Name, Builder(member, smallImages: false))
        {
            Parameters = ParameterCount.ImageNet(member.Parameters),
        }),
        .. Members.Select(member => new NetworkEntry(member.SmallName, Builder(member, smallImages: true))
        {
            Parameters = ParameterCount.Cifar10(member.SmallParameters),
        }),
    ];

    private static Func<int, NetworkOptions?, Network> Builder(ResNetMember member, bool smallImages) =>
        (classes, options) => new PreActivationResNet(member, smallImages, classes, options);
}
