using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>The two linear layers of a transformer block, with GELU between them: layers 0 and 3 of torchvision's <c>MLP</c>.</summary>
internal static class TransformerMlp
{
    private const int Expansion = 4;

    /// <param name="width">Numbers of one token; the hidden layer is four times as wide.</param>
    /// <param name="dropout">Probability of dropout after each linear layer, 0 to below 1.</param>
    public static LayerStack Create(int width, double dropout) => new(
        Layer.Linear(width, Expansion * width),
        nn.GELU(),
        nn.Dropout(dropout),
        Layer.Linear(Expansion * width, width),
        nn.Dropout(dropout));
}
