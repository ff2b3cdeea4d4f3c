using Toolkit.Networks.Architectures;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// A block of <see cref="SwinTransformer"/>: window attention and two linear layers, each a residual branch that may be dropped.
/// </summary>
internal sealed class SwinBlock : TracedModule
{
    private readonly nn.Module<Tensor, Tensor> norm1;
    private readonly nn.Module<Tensor, Tensor> attn;
    private readonly nn.Module<Tensor, Tensor> stochastic_depth;
    private readonly nn.Module<Tensor, Tensor> norm2;
    private readonly nn.Module<Tensor, Tensor> mlp;

    /// <param name="width">Numbers of one token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <param name="isShifted">Whether the windows are shifted.</param>
    /// <param name="dropProbability">Probability that a residual branch is dropped, 0 to below 1.</param>
    /// <param name="dropout">Probability of dropout, 0 to below 1.</param>
    public SwinBlock(int width, int heads, bool isShifted, double dropProbability, double dropout) : base(nameof(SwinBlock))
    {
        register_module("norm1", norm1 = nn.LayerNorm(width));
        register_module("attn", attn = new ShiftedWindowAttention(width, heads, isShifted, dropout));
        register_module("stochastic_depth", stochastic_depth = new StochasticDepth(dropProbability));
        register_module("norm2", norm2 = nn.LayerNorm(width));
        register_module("mlp", mlp = TransformerMlp.Create(width, dropout));
    }

    /// <param name="input"><c>[N, H, W, width]</c>.</param>
    /// <returns><c>[N, H, W, width]</c>.</returns>
    public override TracedTensor Run(TracedTensor input)
    {
        var attended = input.Through(norm1).Through(attn).Through(stochastic_depth).Add(input);
        return attended.Through(norm2).Through(mlp).Through(stochastic_depth).Add(attended);
    }
}

/// <summary>Joins each 2×2 tokens to one of twice their width; an odd side is padded with zeros.</summary>
internal sealed class PatchMerging : TracedModule
{
    private readonly nn.Module<Tensor, Tensor> reduction;
    private readonly nn.Module<Tensor, Tensor> norm;

    /// <param name="width">Numbers of one token before merging.</param>
    public PatchMerging(int width) : base(nameof(PatchMerging))
    {
        register_module("reduction", reduction = Layer.Linear(4 * width, 2 * width, bias: false));
        register_module("norm", norm = nn.LayerNorm(4 * width));
    }

    /// <param name="input"><c>[N, H, W, width]</c>.</param>
    /// <returns><c>[N, H / 2, W / 2, 2 · width]</c>, rounded up.</returns>
    public override TracedTensor Run(TracedTensor input)
    {
        var map = input.Pad(0, 0, 0, input.Shape[2] % 2, 0, input.Shape[1] % 2);
        var (rows, columns, width) = (map.Shape[1] / 2, map.Shape[2] / 2, map.Shape[3]);
        // Of the four tokens, the lower left one comes second, as in the original.
        var joined = map.Reshape(-1, rows, 2, columns, 2, width).Permute(0, 1, 3, 4, 2, 5).Reshape(-1, rows, columns, 4 * width);
        return joined.Through(norm).Through(reduction);
    }
}

/// <summary>Puts the channels last: <c>[N, C, H, W]</c> to <c>[N, H, W, C]</c>.</summary>
internal sealed class ChannelsLast : TracedModule
{
    public ChannelsLast() : base(nameof(ChannelsLast))
    {
    }

    public override TracedTensor Run(TracedTensor input) => input.Permute(0, 2, 3, 1);
}
