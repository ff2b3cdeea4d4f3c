using Toolkit.Inspection;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using Toolkit.StateDicts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>TorchSharp's layers, in evaluation mode, as operators of ONNX.</summary>
internal static class GraphLayers
{
    /// <exception cref="NotSupportedException">The layer is of a kind, or has a setting, that no network of the catalog has.</exception>
    public static TracedTensor Apply(GraphTensor input, nn.Module<Tensor, Tensor> layer)
    {
        CheckSettings(layer);
        return layer switch
        {
            Conv2d convolution => Convolution(input, convolution),
            Linear linear => Linear(input, linear.weight!, linear.bias),
            BatchNorm norm => BatchNormalization(input, norm),
            LayerNorm norm => LayerNormalization(input, norm),
            LocalResponseNorm norm => ResponseNormalization(input, norm),
            MaxPool2d pool => GraphPooling.Max(input, pool),
            AvgPool2d pool => GraphPooling.Average(input, pool),
            AdaptiveAvgPool2d pool => GraphPooling.Adaptive(input, pool),
            ReLU => input.Relu(),
            ReLU6 => input.Apply("Clip", input.Shape, [Scalar(input, 0), Scalar(input, 6)]),
            Sigmoid => input.Sigmoid(),
            SiLU => input.Silu(),
            Hardswish => input.Apply("HardSwish"),
            GELU => Gelu(input),
            Flatten => input.Flatten(),
            Dropout or StochasticDepth => input,
            _ => throw Refused(layer.GetType().Name),
        };
    }

    /// <summary>A linear layer over the last dimension.</summary>
    public static GraphTensor Linear(GraphTensor input, Tensor weight, Tensor? bias)
    {
        long[] shape = [.. input.Shape[..^1], weight.shape[0]];
        if (shape.Length == 2)
        {
            string[] inputs = [input.Graph.Weight("weight", weight), .. Bias(input, bias)];
            return input.Apply("Gemm", shape, inputs, new OnnxAttribute("transB", 1));
        }
        var product = input.Apply("MatMul", shape, [input.Constant(weight.t())]);
        return bias is null ? product : product.Apply("Add", shape, Bias(input, bias));
    }

    /// <summary>Refuses what a user's own layer may be set to and ONNX, or this export, has no counterpart for.</summary>
    private static void CheckSettings(nn.Module layer)
    {
        var setting = layer switch
        {
            Conv2d { padding_mode: not PaddingModes.Zeros and var mode } => $"padding_mode {mode}",
            AvgPool2d { divisor_override: { } divisor } => $"divisor_override {divisor}",
            BatchNorm { affine: false } => "affine false",
            BatchNorm { track_running_stats: false } => "track_running_stats false",
            LayerNorm { elementwise_affine: false } => "elementwise_affine false",
            GELU { approximate: not GELU.Approximate.none and var approximate } => $"approximate {approximate}",
            Flatten { start_dim: var start, end_dim: var end } when (start, end) is not (1, -1) => $"start_dim {start}, end_dim {end}",
            _ => null,
        };
        if (setting is not null) throw Refused($"{layer.GetType().Name} with {setting}");
    }

    private static NotSupportedException Refused(string layer) =>
        new($"A layer of class {layer} cannot be exported to ONNX; those of the catalog's networks can.");

    private static GraphTensor Convolution(GraphTensor input, Conv2d layer)
    {
        var (vertical, horizontal) = LayerWindows.Of(layer)!;
        string[] inputs = [input.Graph.Weight("weight", layer.weight!), .. Bias(input, layer.bias)];
        return input.Apply(
            "Conv", [input.Shape[0], layer.out_channels, vertical.OutputSize(input.Shape[2]), horizontal.OutputSize(input.Shape[3])], inputs,
            new OnnxAttribute("kernel_shape", [vertical.Kernel, horizontal.Kernel]),
            new OnnxAttribute("strides", [vertical.Stride, horizontal.Stride]),
            new OnnxAttribute("pads", [vertical.Before, horizontal.Before, vertical.After, horizontal.After]),
            new OnnxAttribute("dilations", [vertical.Dilation, horizontal.Dilation]),
            new OnnxAttribute("group", layer.groups));
    }

    private static GraphTensor BatchNormalization(GraphTensor input, BatchNorm layer)
    {
        var graph = input.Graph;
        string[] inputs =
        [
            graph.Weight("weight", layer.weight!), graph.Weight("bias", layer.bias!),
            graph.Weight("running_mean", layer.running_mean!), graph.Weight("running_var", layer.running_var!),
        ];
        return input.Apply("BatchNormalization", input.Shape, inputs, new OnnxAttribute("epsilon", layer.eps));
    }

    private static GraphTensor LayerNormalization(GraphTensor input, LayerNorm layer)
    {
        string[] inputs = [input.Graph.Weight("weight", layer.weight!), .. Bias(input, layer.bias)];
        return input.Apply(
            "LayerNormalization", input.Shape, inputs,
            new OnnxAttribute("axis", -layer.normalized_shape.Length), new OnnxAttribute("epsilon", layer.eps));
    }

    private static GraphTensor ResponseNormalization(GraphTensor input, LocalResponseNorm layer) => input.Apply(
        "LRN",
        new OnnxAttribute("size", layer.size),
        new OnnxAttribute("alpha", layer.alpha),
        new OnnxAttribute("beta", layer.beta),
        new OnnxAttribute("bias", layer.k));

    /// <summary>x / 2 · (1 + erf(x / √2)); ONNX has an operator for it from opset 20 on.</summary>
    private static TracedTensor Gelu(GraphTensor input)
    {
        var error = ((GraphTensor)input.Mul(1 / Math.Sqrt(2))).Apply("Erf");
        return error.Apply("Add", error.Shape, [Scalar(input, 1)]).Mul(input).Mul(0.5);
    }

    private static string[] Bias(GraphTensor input, Tensor? bias) => bias is null ? [] : [input.Graph.Weight("bias", bias)];

    private static string Scalar(GraphTensor input, float value) => input.Graph.Constant(TensorData.FromSingles([value]));
}
