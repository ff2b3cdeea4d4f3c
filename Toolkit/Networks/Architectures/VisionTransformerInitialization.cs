using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Architectures;

/// <summary>
/// Fills the parameters of a fresh <see cref="VisionTransformer"/>, by name. What is left alone keeps its layer's default: layer
/// normalisation starts from scale 1 and shift 0.
/// <para>
/// The originals draw from a normal distribution truncated at ±2, which is 30 deviations or more. It is drawn here without truncation: the
/// distribution is the same, but PyTorch's <c>trunc_normal_</c> sets one weight in some millions to the bound of 2 itself, and TorchSharp's
/// (0.107) multiplies by the mean and adds the deviation.
/// </para>
/// </summary>
internal static class VisionTransformerInitialization
{
    private const double TokenDeviation = 0.02, BiasDeviation = 1e-6;

    /// <summary>torchvision's: projections of width-independent variance, and a head of zeros.</summary>
    public static void Torchvision(string name, Parameter parameter)
    {
        if (name == "encoder.pos_embedding") nn.init.normal_(parameter, 0, TokenDeviation);
        else if (name == "conv_proj.weight") nn.init.normal_(parameter, 0, Math.Sqrt(1.0 / FanIn(parameter)));
        else if (name.EndsWith("in_proj_weight", StringComparison.Ordinal)) nn.init.xavier_uniform_(parameter);
        else if (name.Contains(".mlp.", StringComparison.Ordinal)) FillMlp(name, parameter);
        else if (IsZeroInTorchvision(name)) nn.init.zeros_(parameter);
    }

    /// <summary>That of DeiT's authors: a normal distribution of deviation 0.02 for linear layers and tokens, biases of zero.</summary>
    public static void Deit(string name, Parameter parameter)
    {
        if (name.StartsWith("conv_proj.", StringComparison.Ordinal)) return;
        if (parameter.dim() > 1) nn.init.normal_(parameter, 0, TokenDeviation);
        else if (name.EndsWith("bias", StringComparison.Ordinal)) nn.init.zeros_(parameter);
    }

    private static void FillMlp(string name, Parameter parameter)
    {
        if (name.EndsWith("weight", StringComparison.Ordinal)) nn.init.xavier_uniform_(parameter);
        else nn.init.normal_(parameter, 0, BiasDeviation);
    }

    private static bool IsZeroInTorchvision(string name) =>
        name.StartsWith("heads.", StringComparison.Ordinal)
        || name is "class_token" or "conv_proj.bias"
        || name.EndsWith("in_proj_bias", StringComparison.Ordinal)
        || name.EndsWith("out_proj.bias", StringComparison.Ordinal);

    private static long FanIn(Parameter kernels) => kernels.shape.Skip(1).Aggregate(1L, (product, size) => product * size);
}
