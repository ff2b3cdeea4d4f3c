using Toolkit.Images;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// The small ResNets that He et al. 2015 (section 4.2) built for CIFAR-10's 32×32 images, <c>resnet20</c> to <c>resnet110</c>: a 3×3
/// convolution with 16 maps, three stages of equal length with 16, 32 and 64 maps, global average pooling and one linear layer. Shortcuts
/// have no parameters (option A). Names and initial weights (Kaiming's normal distribution over the inputs) are those of Idelbayev's PyTorch
/// implementation (github.com/akamaster/pytorch_resnet_cifar10), whose checkpoints load as they are; they expect ImageNet's mean and
/// standard deviation.
/// </summary>
internal sealed class CifarResNet : StagedNetwork
{
    /// <summary>Two layers a block, and two more. Parameters are those with 10 classes.</summary>
    private static readonly (string Name, int BlocksPerStage, long Parameters)[] Members =
    [
        ("resnet20", 3, 269_722),
        ("resnet32", 5, 464_154),
        ("resnet44", 7, 658_586),
        ("resnet56", 9, 853_018),
        ("resnet110", 18, 1_727_962),
    ];

    private CifarResNet(string architecture, int blocks, int classes, NetworkOptions? options)
        : base(architecture, smallestSize: 1, classes, options, container: null)
    {
        AddStem(
            ("conv1", Layer.Conv2d(Options.Channels, 16, 3, padding: 1, bias: false)),
            ("bn1", nn.BatchNorm2d(16)),
            ("relu", nn.ReLU(true)));
        AddStage(("layer1", Blocks(inputs: 16, outputs: 16, stride: 1)));
        AddStage(("layer2", Blocks(16, 32, stride: 2)));
        AddStage(("layer3", Blocks(32, 64, stride: 2)));
        AddPooling(nn.AdaptiveAvgPool2d(1));
        AddHead("linear", Layer.Linear(64, classes));

        Initialize(Head);
        foreach (var convolution in modules().OfType<Conv2d>()) Initialize(convolution);
        InputSpec = ForChannels(InputSpec.ImageNet with { Height = 32, Width = 32, ResizeShorterSide = 32 }, Options.Channels);

        LayerStack Blocks(int inputs, int outputs, int stride) => ResidualStage.Create(
            blocks, inputs, outputs, outputs, stride, (inputs, outputs, stride) => new BasicBlock(inputs, outputs, stride, projects: false));
    }

    /// <inheritdoc/>
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Conv2d convolution) nn.init.kaiming_normal_(convolution.weight!);
        else if (layer is Linear linear) nn.init.kaiming_normal_(linear.weight!);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => Members.Select(member =>
        new NetworkEntry(member.Name, (classes, options) => new CifarResNet(member.Name, member.BlocksPerStage, classes, options))
        {
            Parameters = ParameterCount.Cifar10(member.Parameters),
        });
}
