using Toolkit.LibTorch;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Multi-head self-attention ("Attention Is All You Need", Vaswani et al. 2017) with the parameter names of PyTorch's
/// <c>MultiheadAttention</c>: one projection to queries, keys and values, and one of the heads' joined outputs.
/// </summary>
internal sealed class SelfAttention : TracedModule, ICountsMultiplyAdds
{
    private const string ProjectionWeight = "in_proj_weight", ProjectionBias = "in_proj_bias";

    private readonly int heads;
    private readonly nn.Module<Tensor, Tensor> out_proj;

    /// <summary>The projection to queries, keys and values is zero, for the network to fill.</summary>
    /// <param name="width">Numbers of one token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Number of attention heads.</param>
    public SelfAttention(int width, int heads) : base(nameof(SelfAttention))
    {
        this.heads = heads;
        this.AddParameter(ProjectionWeight, 3 * width, width);
        this.AddParameter(ProjectionBias, 3 * width);
        register_module("out_proj", out_proj = Layer.Linear(width, width));
    }

    /// <param name="input"><c>[N, tokens, width]</c>.</param>
    /// <returns><c>[N, tokens, width]</c>.</returns>
    public override TracedTensor Run(TracedTensor input)
    {
        var (tokens, width) = (input.Shape[1], input.Shape[2]);
        var projected = input.Linear(get_parameter(ProjectionWeight)!, get_parameter(ProjectionBias)!);
        var parts = projected.Reshape(-1, tokens, 3, heads, width / heads).Permute(2, 0, 3, 1, 4);
        var attended = parts.Select(0, 0).ScaledDotProductAttention(parts.Select(0, 1), parts.Select(0, 2));
        return attended.Permute(0, 2, 1, 3).Reshape(-1, tokens, width).Through(out_proj);
    }

    /// <inheritdoc/>
    public long MultiplyAdds(IReadOnlyList<long> inputShape)
    {
        var (batch, tokens, width) = (inputShape[0], inputShape[1], inputShape[2]);
        var (projection, scoresAndSums) = (3 * width * width, 2 * tokens * width);
        return batch * tokens * (projection + scoresAndSums);
    }
}
