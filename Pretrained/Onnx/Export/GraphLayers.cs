using Toolkit.Inspection;
using Toolkit.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Pretrained.Onnx;

/// <summary>TorchSharp's layers, in evaluation mode, as operators of ONNX.</summary>
internal static class GraphLayers
{
    /// <exception cref="NotSupportedException">The layer is of a kind that no network of the catalog has.</exception>
    public static Signal Apply(GraphSignal input, nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Conv2d convolution => Convolution(input, convolution, LayerSettings.Of<ConvolutionSettings>(layer)),
        Linear linear => Linear(input, linear.weight!, linear.bias),
        BatchNorm2d norm => BatchNorm(input, norm, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!),
        BatchNorm1d norm => BatchNorm(input, norm, norm.weight!, norm.bias!, norm.running_mean!, norm.running_var!),
        LayerNorm norm => LayerNormalization(input, norm, LayerSettings.Of<NormalizationSettings>(layer)),
        LocalResponseNorm => ResponseNormalization(input, LayerSettings.Of<ResponseNormalizationSettings>(layer)),
        MaxPool2d => Pool(input, LayerSettings.Of<PoolingSettings>(layer), "MaxPool"),
        AvgPool2d => AveragePool(input, LayerSettings.Of<PoolingSettings>(layer)),
        AdaptiveAvgPool2d => AdaptivePool(input, LayerSettings.Of<AdaptivePoolingSettings>(layer).Side),
        ReLU => input.Relu(),
        ReLU6 => input.Apply("Clip", input.Shape, [Scalar(input, 0), Scalar(input, 6)]),
        Sigmoid => input.Sigmoid(),
        SiLU => input.Silu(),
        Hardswish => input.Apply("HardSwish"),
        GELU => Gelu(input),
        Flatten => input.Flatten(),
        Dropout or StochasticDepth => input,
        _ => throw new NotSupportedException(
            $"A layer of class {layer.GetType().Name} cannot be exported to ONNX; those of the catalog's networks can."),
    };

    /// <summary>A linear layer over the last dimension.</summary>
    public static GraphSignal Linear(GraphSignal input, Tensor weight, Tensor? bias)
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

    private static GraphSignal Convolution(GraphSignal input, Conv2d layer, ConvolutionSettings settings)
    {
        var kernel = layer.weight!.shape;
        var (stride, padding) = (settings.Stride, settings.Padding);
        var height = ConvolutionArithmetic.OutputSize(input.Shape[2], kernel[2], stride.Height, padding.Height);
        var width = ConvolutionArithmetic.OutputSize(input.Shape[3], kernel[3], stride.Width, padding.Width);
        string[] inputs = [input.Graph.Weight("weight", layer.weight), .. Bias(input, layer.bias)];
        return input.Apply(
            "Conv", [input.Shape[0], kernel[0], height, width], inputs,
            new OnnxAttribute("kernel_shape", kernel[2..]),
            new OnnxAttribute("strides", [stride.Height, stride.Width]),
            new OnnxAttribute("pads", [padding.Height, padding.Width, padding.Height, padding.Width]),
            new OnnxAttribute("group", settings.Groups));
    }

    private static GraphSignal BatchNorm(GraphSignal input, nn.Module layer, Tensor scale, Tensor shift, Tensor mean, Tensor variance)
    {
        var graph = input.Graph;
        string[] inputs =
        [
            graph.Weight("weight", scale), graph.Weight("bias", shift),
            graph.Weight("running_mean", mean), graph.Weight("running_var", variance),
        ];
        return input.Apply("BatchNormalization", input.Shape, inputs, Epsilon(LayerSettings.Of<NormalizationSettings>(layer)));
    }

    private static GraphSignal LayerNormalization(GraphSignal input, LayerNorm layer, NormalizationSettings settings)
    {
        string[] inputs = [input.Graph.Weight("weight", layer.weight!), input.Graph.Weight("bias", layer.bias!)];
        return input.Apply("LayerNormalization", input.Shape, inputs, new OnnxAttribute("axis", -1), Epsilon(settings));
    }

    private static GraphSignal ResponseNormalization(GraphSignal input, ResponseNormalizationSettings settings) => input.Apply(
        "LRN",
        new OnnxAttribute("size", settings.Size),
        new OnnxAttribute("alpha", settings.Alpha),
        new OnnxAttribute("beta", settings.Beta),
        new OnnxAttribute("bias", settings.Bias));

    /// <exception cref="NotSupportedException">The padding counts, and windows hang over it, which ONNX cannot tell apart.</exception>
    private static GraphSignal AveragePool(GraphSignal input, PoolingSettings settings)
    {
        var hangsOver = End(input.Shape[2], settings) > settings.Padding || End(input.Shape[3], settings) > settings.Padding;
        if (hangsOver && settings is { CountsPadding: true, Padding: > 0 })
        {
            throw new NotSupportedException(
                "Average pooling that counts its padding and hangs over it, as here with maps of " +
                $"{input.Shape[2]}×{input.Shape[3]} positions, has no counterpart in ONNX: {settings}. Choose another size of the images.");
        }
        var counts = settings.CountsPadding && !hangsOver;
        return Pool(input, settings, "AveragePool", new OnnxAttribute("count_include_pad", counts ? 1 : 0));
    }

    private static GraphSignal Pool(GraphSignal input, PoolingSettings settings, string kind, params OnnxAttribute[] further)
    {
        var (shape, padding) = (input.Shape, settings.Padding);
        return input.Apply(
            kind, [shape[0], shape[1], PooledSize(shape[2], settings), PooledSize(shape[3], settings)], [],
            [
                new OnnxAttribute("kernel_shape", [settings.Kernel, settings.Kernel]),
                new OnnxAttribute("strides", [settings.Stride, settings.Stride]),
                new OnnxAttribute("pads", [padding, padding, End(shape[2], settings), End(shape[3], settings)]),
                .. further,
            ]);
    }

    private static long PooledSize(long size, PoolingSettings settings) => ConvolutionArithmetic.OutputSize(
        size, settings.Kernel, settings.Stride, settings.Padding, ceilMode: settings.CeilMode);

    /// <summary>
    /// Padding at the end, such that the last window fits: runtimes differ in which windows they count where sizes are rounded up.
    /// </summary>
    private static long End(long size, PoolingSettings settings)
    {
        var lastWindow = (PooledSize(size, settings) - 1) * settings.Stride;
        return Math.Max(settings.Padding, lastWindow + settings.Kernel - size - settings.Padding);
    }

    /// <summary>ONNX has no adaptive pooling; for a known size it is a product with a matrix of weights on each side.</summary>
    private static Signal AdaptivePool(GraphSignal input, long side)
    {
        var (height, width) = (input.Shape[2], input.Shape[3]);
        long[] shape = [input.Shape[0], input.Shape[1], side, side];
        if (side == 1) return input.Apply("GlobalAveragePool", shape, []);
        if (height == side && width == side) return input;
        var graph = input.Graph;
        var byRows = graph.Add("MatMul", [input.Constant(PoolingMatrix(height, side)), input.Name]);
        return new GraphSignal(graph, graph.Add("MatMul", [byRows, input.Constant(PoolingMatrix(width, side).t())]), shape);
    }

    /// <summary>For each output, the share of each input: <c>[outputs, inputs]</c>.</summary>
    private static Tensor PoolingMatrix(long inputs, long outputs)
    {
        var shares = new float[outputs * inputs];
        for (var i = 0L; i < outputs; i++)
        {
            var (from, to) = (i * inputs / outputs, (((i + 1) * inputs) + outputs - 1) / outputs);
            shares.AsSpan((int)((i * inputs) + from), (int)(to - from)).Fill(1f / (to - from));
        }
        return tensor(shares, [outputs, inputs]);
    }

    /// <summary>x / 2 · (1 + erf(x / √2)); ONNX has an operator for it from opset 20 on.</summary>
    private static Signal Gelu(GraphSignal input)
    {
        var error = ((GraphSignal)input.Times(1 / Math.Sqrt(2))).Apply("Erf");
        return error.Apply("Add", error.Shape, [Scalar(input, 1)]).Times(input).Times(0.5);
    }

    private static string[] Bias(GraphSignal input, Tensor? bias) => bias is null ? [] : [input.Graph.Weight("bias", bias)];

    private static string Scalar(GraphSignal input, float value) => input.Graph.Constant(TensorData.FromSingles([value]));

    private static OnnxAttribute Epsilon(NormalizationSettings settings) => new("epsilon", settings.Epsilon);
}
