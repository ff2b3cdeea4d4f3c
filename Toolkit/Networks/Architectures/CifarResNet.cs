using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The small ResNets that He et al. 2015 (section 4.2) built for CIFAR-10's 32×32 images: a 3×3 convolution with 16 maps, three
/// stages of equal length with 16, 32 and 64 maps, global average pooling and one linear layer. Shortcuts have no parameters (option A).
/// Names and initial weights (Kaiming's normal distribution over the inputs) are those of Idelbayev's PyTorch
/// implementation (github.com/akamaster/pytorch_resnet_cifar10), whose checkpoints load as they are; they expect ImageNet's mean and
/// standard deviation.
/// </summary>
internal sealed class CifarResNet : ResidualNetwork
{
    private static readonly int[] Widths = [16, 32, 64];

    private static readonly (int Depth, long Parameters)[] Members =
        [(20, 269_722), (32, 464_154), (44, 658_586), (56, 853_018), (110, 1_727_962)];

    private CifarResNet(int depth, int blocks, int classes, NetworkOptions? options) : base(Name(depth), "linear", classes, options)
    {
        Assemble(
            [
                ("conv1", Layer.Conv2d(Options.Channels, Widths[0], 3, padding: 1, bias: false)),
                ("bn1", nn.BatchNorm2d(Widths[0])),
                ("relu", nn.ReLU(true)),
                .. Stages(Widths[0], Widths, [blocks, blocks, blocks], 1, (inputs, width, stride) => new BasicBlock(inputs, width, stride, projects: false)),
            ],
            Widths[^1]);
        foreach (var convolution in modules().OfType<Conv2d>()) nn.init.kaiming_normal_(convolution.weight!);
        InputSpec = ForChannels(InputSpec.ImageNet with { Height = 32, Width = 32, ResizeShorterSide = 32 }, Options.Channels);
    }

    /// <summary><c>resnet20</c>, <c>resnet32</c>, <c>resnet44</c>, <c>resnet56</c>, <c>resnet110</c>.</summary>
    /// <param name="depth">The number of layers: 2 more than a multiple of 6, at least 8.</param>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    public static CifarResNet OfDepth(int depth, int classes, NetworkOptions? options = null)
    {
        if (depth < 8 || depth % 6 != 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(depth), $"The depth must be 6n + 2 with n at least 1, such as 20, 32, 44, 56 or 110, but is {depth}.");
        }
        return new CifarResNet(depth, depth / 6, classes, options);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        Members.Select(m => new NetworkEntry(Name(m.Depth), (classes, options) => OfDepth(m.Depth, classes, options))
        {
            Parameters = ParameterCount.Cifar10(m.Parameters),
        });

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => [["conv1", "bn1"], ["layer1"], ["layer2"], ["layer3"]];

    /// <inheritdoc/>
    private protected override Linear NewHead(int features, int classes, Device? device)
    {
        var head = base.NewHead(features, classes, device);
        nn.init.kaiming_normal_(head.weight!);
        return head;
    }

    private static string Name(int depth) => $"resnet{depth}";
}
