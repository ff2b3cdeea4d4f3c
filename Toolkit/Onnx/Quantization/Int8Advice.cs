using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.Onnx.Quantization;

/// <summary>Tells networks that int8 makes faster from those that it does not.</summary>
internal static class Int8Advice
{
    private const double MostInFloat = 0.25;

    private static readonly HashSet<string>
        Products = ["Conv", "Gemm", "MatMul"],
        InFloat = ["Sigmoid", "HardSigmoid", "HardSwish", "MatMul"];

    /// <inheritdoc cref="OnnxQuantization.AdviceAgainst"/>
    public static string? Against(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var options = new OnnxExportOptions();
        var operators = OnnxExport.GraphOf(network, ImageInput.Of(network, options), options).Graph.Operators;
        var (products, inFloat) = (operators.Count(item => Products.Contains(item.Kind)), operators.Where(item => InFloat.Contains(item.Kind)).ToList());
        if (inFloat.Count <= MostInFloat * products) return null;
        var kinds = string.Join(", ", inFloat.Select(item => item.Kind).Distinct());
        return $"int8 makes {network.Architecture} smaller but hardly faster, or slower: {inFloat.Count} of its operators ({kinds}) stay in float32 "
            + $"beside {products} with products. Networks of convolutions and ReLU, such as ResNets, gain.";
    }
}
