using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// ResNet (He et al. 2015, "Deep Residual Learning for Image Recognition") as torchvision builds it: a 7×7 convolution,
/// four stages of residual blocks, global average pooling and one linear layer. Convolutions start from Kaiming's normal
/// distribution over the outputs (fan_out), batch normalisation from scale 1 and shift 0, the linear layer from its default.
/// </summary>
public sealed class ResNet : Network
{
    private const int StemMaps = 64;
    private static readonly int[] StageMaps = [64, 128, 256, 512];

    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly nn.Module<Tensor, Tensor> maxpool;
    private readonly LayerStack[] stages;
    private readonly nn.Module<Tensor, Tensor> avgpool;
    private nn.Module<Tensor, Tensor> fc;

    private ResNet(string architecture, int[] blocksPerStage, int classes, NetworkOptions? options) : base(architecture, classes, options)
    {
        register_module("conv1", conv1 = nn.Conv2d(Options.Channels, StemMaps, 7L, 2L, 3L, bias: false));
        register_module("bn1", bn1 = nn.BatchNorm2d(StemMaps));
        register_module("maxpool", maxpool = nn.MaxPool2d(3, 2, 1));
        stages = Stages(blocksPerStage);
        for (var i = 0; i < stages.Length; i++) register_module($"layer{i + 1}", stages[i]);
        register_module("avgpool", avgpool = nn.AdaptiveAvgPool2d((1, 1)));
        register_module("fc", fc = nn.Linear(FeatureCount, classes));
        foreach (var module in modules()) Initialize(module);
    }

    /// <summary><c>resnet18</c>: two blocks a stage; 11,689,512 parameters with 1000 classes.</summary>
    /// <param name="classes">Outputs of the head, at least 1.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or an option is out of its range.</exception>
    public static ResNet ResNet18(int classes, NetworkOptions? options = null) => new("resnet18", [2, 2, 2, 2], classes, options);

    /// <inheritdoc/>
    public override int FeatureCount => StageMaps[^1];

    /// <inheritdoc/>
    public override int MinimumSize => 1;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => fc;

    /// <inheritdoc/>
    public override string HeadPrefix => "fc";

    /// <inheritdoc/>
    public override string LastLayerName => "fc";

    /// <inheritdoc/>
    protected override IReadOnlyList<string[]> GroupPrefixes => [["conv1", "bn1"], ["layer1"], ["layer2"], ["layer3"], ["layer4"]];

    /// <inheritdoc/>
    protected override Tensor ComputeFeatures(Tensor images)
    {
        using var scope = NewDisposeScope();
        var maps = maxpool.call(bn1.call(conv1.call(images)).relu_());
        foreach (var stage in stages) maps = stage.call(maps);
        return avgpool.call(maps).flatten(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var old = fc;
        fc = nn.Linear(FeatureCount, classes, true, old.parameters().First().device);
        register_module("fc", null!);
        register_module("fc", fc);
        old.Dispose();
    }

    private static LayerStack[] Stages(int[] blocksPerStage)
    {
        var stages = new LayerStack[blocksPerStage.Length];
        var inputs = StemMaps;
        for (var i = 0; i < stages.Length; i++)
        {
            stages[i] = Stage(inputs, StageMaps[i], blocksPerStage[i], i == 0 ? 1 : 2);
            inputs = StageMaps[i];
        }
        return stages;
    }

    private static LayerStack Stage(int inputs, int outputs, int blocks, int stride) =>
        new([new BasicBlock(inputs, outputs, stride), .. Enumerable.Range(1, blocks - 1).Select(_ => new BasicBlock(outputs, outputs, 1))]);

    private static void Initialize(nn.Module module)
    {
        if (module is Conv2d convolution)
            nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
    }
}
