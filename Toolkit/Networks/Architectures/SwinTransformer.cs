using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// Swin transformer (Liu et al. 2021, "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows") as torchvision builds
/// it: patches of 4×4 pixels, four stages of blocks with attention inside 7×7 windows, every second of them shifted, and between stages
/// 2×2 tokens merged into one. The features are the mean over all tokens; the head is one linear layer. Images of any size from 4×4
/// pixels on will do. Linear layers and position biases start from a normal distribution of deviation 0.02, biases from zero.
/// While training, residual branches are dropped at random, with a probability that grows from 0 in the first block to
/// <see cref="NetworkOptions.StochasticDepth"/> in the last. There is no dropout unless <see cref="NetworkOptions.Dropout"/> asks for it;
/// it then acts in all blocks.
/// </summary>
internal sealed class SwinTransformer : TracedNetwork
{
    private const int Patch = 4, StemWidth = 96, StemHeads = 3;
    private const double Deviation = 0.02;

    private readonly int stages;
    private readonly LayerStack features;
    private readonly nn.Module<Tensor, Tensor> norm;
    private Linear head;

    private SwinTransformer(string architecture, int[] depths, double dropProbability, int classes, NetworkOptions? options)
        : base(architecture, classes, options)
    {
        stages = depths.Length;
        register_module("features", features = Layers(Options, depths, Options.StochasticDepth ?? dropProbability));
        register_module("norm", norm = nn.LayerNorm(FeatureCount));
        register_module("head", head = Layer.Linear(FeatureCount, classes));
        foreach (var module in modules()) Initialize(module);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries =>
        NetworkEntry.WithWeights(
            [
                Torchvision.Network("swin_t", Tiny, 28_288_354, NetworkChoices.StochasticDepth),
                Torchvision.Network("swin_s", Small, 49_606_258, NetworkChoices.StochasticDepth),
            ],
            Torchvision.Weights("swin_t.imagenet1k_v1", "swin_t-704ceda3.pth", 108.190, 81.474, 95.776, Torchvision.Bicubic(224, 232)),
            Torchvision.Weights("swin_s.imagenet1k_v1", "swin_s-5e29d889.pth", 189.786, 83.196, 96.360, Torchvision.Bicubic(224, 246)));

    /// <summary>
    /// <c>swin_t</c>: 2, 2, 6 and 2 blocks, the last dropped with probability 0.2; 28,288,354 parameters with 1000 classes.
    /// </summary>
    public static SwinTransformer Tiny(int classes, NetworkOptions? options = null) =>
        new("swin_t", [2, 2, 6, 2], 0.2, classes, options);

    /// <summary>
    /// <c>swin_s</c>: 2, 2, 18 and 2 blocks, the last dropped with probability 0.3; 49,606,258 parameters with 1000 classes.
    /// </summary>
    public static SwinTransformer Small(int classes, NetworkOptions? options = null) =>
        new("swin_s", [2, 2, 18, 2], 0.3, classes, options);

    /// <inheritdoc/>
    public override int FeatureCount => Width(stages - 1);

    /// <inheritdoc/>
    public override int MinimumSize => Patch;

    /// <summary>The tokens whose mean is the features.</summary>
    public override string FeatureMapLayer => "norm";

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Head => head;

    /// <inheritdoc/>
    public override string HeadPrefix => "head";

    /// <inheritdoc/>
    public override string LastLayerName => "head";

    /// <summary>
    /// Tokens <c>[N, h, w, width]</c> become <c>[N, width, h, w]</c>; the first convolution's output is of that form already.
    /// </summary>
    public override Tensor ToFeatureMaps(Tensor output)
    {
        var isConvolution = output.shape[1] == StemWidth && output.shape[^1] % StemWidth != 0;
        return output.dim() != 4 || isConvolution ? output : output.permute(0, 3, 1, 2);
    }

    /// <summary>The patches' projection, then each stage with the merging before it.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes =>
    [
        ["features.0"],
        ["features.1"],
        .. Enumerable.Range(1, stages - 2).Select(stage => new[] { $"features.{2 * stage}", $"features.{(2 * stage) + 1}" }),
        [$"features.{2 * (stages - 1)}", $"features.{(2 * stages) - 1}", "norm"],
    ];

    /// <inheritdoc/>
    protected override TracedTensor ComputeFeatures(TracedTensor images) => images.Through(features).Through(norm).Mean([1, 2]);

    /// <inheritdoc/>
    protected override void ReplaceLastLayer(int classes)
    {
        var old = head;
        head = Layer.Linear(FeatureCount, classes, device: old.weight!.device);
        Initialize(head);
        register_module("head", null!);
        register_module("head", head);
        old.Dispose();
    }

    private static int Width(int stage) => StemWidth << stage;

    private static LayerStack Layers(NetworkOptions options, int[] depths, double dropProbability)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>
        {
            new LayerStack(Layer.Conv2d(options.Channels, StemWidth, Patch, stride: Patch), new ChannelsLast(), nn.LayerNorm(StemWidth)),
        };
        var (first, last) = (0, depths.Sum() - 1);
        for (var stage = 0; stage < depths.Length; stage++)
        {
            if (stage > 0) layers.Add(new PatchMerging(Width(stage - 1)));
            layers.Add(Stage(stage, first, depths[stage]));
            first += depths[stage];
        }
        return new LayerStack([.. layers]);

        LayerStack Stage(int stage, int firstBlock, int blocks) => new(
        [
            .. Enumerable.Range(0, blocks).Select(i => new SwinBlock(
                Width(stage), StemHeads << stage, i % 2 == 1, dropProbability * (firstBlock + i) / last, options.Dropout ?? 0)),
        ]);
    }

    // torchvision truncates at ±2, a hundred deviations away; see VisionTransformerInitialization.
    private static void Initialize(nn.Module module)
    {
        if (module is Linear linear)
        {
            nn.init.normal_(linear.weight!, 0, Deviation);
            if (linear.bias is not null) nn.init.zeros_(linear.bias);
        }
        else if (module is ShiftedWindowAttention attention) nn.init.normal_(attention.PositionBiases, 0, Deviation);
    }
}
