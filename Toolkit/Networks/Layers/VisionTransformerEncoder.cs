using Toolkit.LibTorch;
using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The encoder of a vision transformer: the position embedding is added to the tokens, then come blocks of the same size and a layer
/// normalisation. Dropout, where there is any, follows the position embedding, each attention and each linear layer.
/// </summary>
internal sealed class VisionTransformerEncoder : TracedModule
{
    private const string PositionEmbedding = "pos_embedding";

    private readonly nn.Module<Tensor, Tensor> dropout;
    private readonly LayerStack layers;
    private readonly nn.Module<Tensor, Tensor> ln;

    /// <summary>The position embedding is zero, for the network to fill.</summary>
    /// <param name="tokens">Number of tokens.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="heads">Attention heads of each block.</param>
    /// <param name="width">Numbers of one token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="dropout">Probability of dropout, 0 to below 1.</param>
    public VisionTransformerEncoder(int tokens, int blocks, int heads, int width, double dropout) : base(nameof(VisionTransformerEncoder))
    {
        this.AddParameter(PositionEmbedding, 1, tokens, width);
        register_module("dropout", this.dropout = nn.Dropout(dropout));
        register_module("layers", layers = Blocks(blocks, heads, width, dropout));
        register_module("ln", ln = nn.LayerNorm(width, eps: TransformerBlock.Epsilon));
    }

    /// <param name="input"><c>[N, tokens, width]</c>.</param>
    /// <returns><c>[N, tokens, width]</c>.</returns>
    public override TracedTensor Run(TracedTensor input) =>
        input.Add(get_parameter(PositionEmbedding)!).Through(dropout).Through(layers).Through(ln);

    private static LayerStack Blocks(int blocks, int heads, int width, double dropout) => new(
    [
        .. Enumerable.Range(0, blocks)
            .Select(i => ($"encoder_layer_{i}", (nn.Module<Tensor, Tensor>)new TransformerBlock(heads, width, dropout))),
    ]);
}

/// <summary>One block: attention and two linear layers, each behind a layer normalisation and added to its input.</summary>
internal sealed class TransformerBlock : TracedModule
{
    /// <summary>What layer normalisation adds to the variance.</summary>
    public const double Epsilon = 1e-6;

    private readonly nn.Module<Tensor, Tensor> ln_1;
    private readonly nn.Module<Tensor, Tensor> self_attention;
    private readonly nn.Module<Tensor, Tensor> dropout;
    private readonly nn.Module<Tensor, Tensor> ln_2;
    private readonly nn.Module<Tensor, Tensor> mlp;

    /// <param name="heads">Number of attention heads.</param>
    /// <param name="width">Numbers of one token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="dropout">Probability of dropout, 0 to below 1.</param>
    public TransformerBlock(int heads, int width, double dropout) : base(nameof(TransformerBlock))
    {
        register_module("ln_1", ln_1 = nn.LayerNorm(width, eps: Epsilon));
        register_module("self_attention", self_attention = new SelfAttention(width, heads));
        register_module("dropout", this.dropout = nn.Dropout(dropout));
        register_module("ln_2", ln_2 = nn.LayerNorm(width, eps: Epsilon));
        register_module("mlp", mlp = TransformerMlp.Create(width, dropout));
    }

    /// <param name="input"><c>[N, tokens, width]</c>.</param>
    /// <returns><c>[N, tokens, width]</c>.</returns>
    public override TracedTensor Run(TracedTensor input)
    {
        var attended = input.Through(ln_1).Through(self_attention).Through(dropout).Add(input);
        return attended.Through(ln_2).Through(mlp).Add(attended);
    }
}
