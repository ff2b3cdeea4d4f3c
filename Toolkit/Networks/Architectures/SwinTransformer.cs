using Toolkit.Networks.Layers;
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
internal sealed class SwinTransformer : StagedNetwork
{
    private const int StemWidth = 96;
    private const double Deviation = 0.02;

    private static readonly Member[] Members =
    [
        new("swin_t", Depths: [2, 2, 6, 2], StochasticDepth: 0.2, Parameters: 28_288_354),
        new("swin_s", [2, 2, 18, 2], 0.3, 49_606_258),
    ];

    private SwinTransformer(Member member, int classes, NetworkOptions? options) : base(member.Name, smallestSize: 4, classes, options)
    {
        var (block, lastBlock) = (0, member.Depths.Sum() - 1);
        AddStem(new LayerStack(Layer.Conv2d(Options.Channels, StemWidth, 4, stride: 4), new ChannelsLast(), nn.LayerNorm(StemWidth)));
        AddStage(Blocks(member.Depths[0], width: StemWidth, heads: 3));
        AddStage(new PatchMerging(96), Blocks(member.Depths[1], 192, 6));
        AddStage(new PatchMerging(192), Blocks(member.Depths[2], 384, 12));
        AddStage(new PatchMerging(384), Blocks(member.Depths[3], 768, 24));
        var norm = nn.LayerNorm(768);
        register_module("norm", norm);
        AddPooling(tokens => tokens.Through(norm).Mean([1, 2]));
        AddHead("head", Layer.Linear(768, classes));

        foreach (var layer in modules()) Initialize(layer);

        LayerStack Blocks(int count, int width, int heads)
        {
            var blocks = new LayerStack();
            for (var i = 0; i < count; i++)
            {
                var drop = (Options.StochasticDepth ?? member.StochasticDepth) * block++ / lastBlock;
                blocks.Add(new SwinBlock(width, heads, isShifted: i % 2 == 1, drop, Options.Dropout ?? 0));
            }
            return blocks;
        }
    }

    /// <summary>The tokens whose mean is the features.</summary>
    public override string FeatureMapLayer => "norm";

    /// <summary>
    /// Tokens <c>[N, h, w, width]</c> become <c>[N, width, h, w]</c>; the first convolution's output is of that form already.
    /// </summary>
    public override Tensor ToFeatureMaps(Tensor output)
    {
        var isConvolution = output.shape[1] == StemWidth && output.shape[^1] % StemWidth != 0;
        return output.dim() != 4 || isConvolution ? output : output.permute(0, 3, 1, 2);
    }

    /// <summary>The stem and each stage, the last one with the normalisation behind it.</summary>
    protected override IReadOnlyList<string[]> GroupPrefixes =>
        [.. base.GroupPrefixes.SkipLast(1), [.. base.GroupPrefixes[^1], "norm"]];

    // torchvision truncates at ±2, a hundred deviations away; see VisionTransformerInitialization.
    private protected override void Initialize(nn.Module layer)
    {
        if (layer is Linear linear) InitialWeights.Normal(linear, Deviation);
        else if (layer is ShiftedWindowAttention attention) nn.init.normal_(attention.PositionBiases, 0, Deviation);
    }

    /// <summary>What the catalog knows.</summary>
    public static IEnumerable<NetworkEntry> Entries => NetworkEntry.WithWeights(
        Members.Select(member => Torchvision.Network(
            member.Name, (classes, options) => new SwinTransformer(member, classes, options), member.Parameters,
            NetworkChoices.StochasticDepth)),
        Torchvision.Weights("swin_t.imagenet1k_v1", "swin_t-704ceda3.pth", 108.190, 81.474, 95.776, Torchvision.Bicubic(224, 232)),
        Torchvision.Weights("swin_s.imagenet1k_v1", "swin_s-5e29d889.pth", 189.786, 83.196, 96.360, Torchvision.Bicubic(224, 246)));

    /// <summary>What distinguishes the members.</summary>
    /// <param name="Name">Name in the catalog.</param>
    /// <param name="Depths">Number of blocks of each stage.</param>
    /// <param name="StochasticDepth">Probability that the last block is dropped.</param>
    /// <param name="Parameters">With 1000 classes.</param>
    private sealed record Member(string Name, int[] Depths, double StochasticDepth, long Parameters);
}
