using Toolkit.Inspection;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>Pooling layers as operators of ONNX.</summary>
internal static class GraphPooling
{
    public static GraphTensor Max(GraphTensor input, MaxPool2d layer)
    {
        var windows = LayerWindows.Of(layer)!;
        return Pool(
            input, windows, "MaxPool", new OnnxAttribute("dilations", [windows.Vertical.Dilation, windows.Horizontal.Dilation]));
    }

    /// <exception cref="NotSupportedException">The padding counts, and windows hang over it, which ONNX cannot tell apart.</exception>
    public static GraphTensor Average(GraphTensor input, AvgPool2d layer)
    {
        var (vertical, horizontal) = LayerWindows.Of(layer)!;
        var (height, width) = (input.Shape[2], input.Shape[3]);
        var hangsOver = vertical.End(height) > vertical.After || horizontal.End(width) > horizontal.After;
        if (hangsOver && layer.count_include_pad && (vertical.After > 0 || horizontal.After > 0))
        {
            throw new NotSupportedException(
                "Average pooling that counts its padding and hangs over it, as here with maps of " +
                $"{height}×{width} positions, has no counterpart in ONNX: {vertical}, {horizontal}. Choose another size of the images.");
        }
        var counts = layer.count_include_pad && !hangsOver;
        return Pool(input, new(vertical, horizontal), "AveragePool", new OnnxAttribute("count_include_pad", counts ? 1 : 0));
    }

    /// <summary>ONNX has no adaptive pooling; for a known size it is a product with a matrix of weights on each side.</summary>
    public static TracedTensor Adaptive(GraphTensor input, AdaptiveAvgPool2d layer)
    {
        var (height, width) = (input.Shape[2], input.Shape[3]);
        var (rows, columns) = (layer.output_size[0], layer.output_size[^1]);
        long[] shape = [input.Shape[0], input.Shape[1], rows, columns];
        if (rows == 1 && columns == 1) return input.Apply("GlobalAveragePool", shape, []);
        if (height == rows && width == columns) return input;
        var graph = input.Graph;
        var byRows = graph.Add("MatMul", [input.Constant(AveragingMatrix(height, rows)), input.Name]);
        return new GraphTensor(graph, graph.Add("MatMul", [byRows, input.Constant(AveragingMatrix(width, columns).t())]), shape);
    }

    /// <summary>
    /// Padding at the end, such that the last window fits: runtimes differ in which windows they count where sizes are rounded up.
    /// </summary>
    private static GraphTensor Pool(GraphTensor input, LayerWindows windows, string kind, params OnnxAttribute[] further)
    {
        var ((vertical, horizontal), (height, width)) = (windows, (input.Shape[2], input.Shape[3]));
        return input.Apply(
            kind, [input.Shape[0], input.Shape[1], vertical.OutputSize(height), horizontal.OutputSize(width)], [],
            [
                new OnnxAttribute("kernel_shape", [vertical.Kernel, horizontal.Kernel]),
                new OnnxAttribute("strides", [vertical.Stride, horizontal.Stride]),
                new OnnxAttribute("pads", [vertical.Before, horizontal.Before, vertical.End(height), horizontal.End(width)]),
                .. further,
            ]);
    }

    /// <summary>For each output, the share of each input: <c>[outputs, inputs]</c>.</summary>
    private static Tensor AveragingMatrix(long inputs, long outputs)
    {
        var shares = new float[outputs * inputs];
        for (var i = 0L; i < outputs; i++)
        {
            var (from, to) = (i * inputs / outputs, (((i + 1) * inputs) + outputs - 1) / outputs);
            shares.AsSpan((int)((i * inputs) + from), (int)(to - from)).Fill(1f / (to - from));
        }
        return tensor(shares, [outputs, inputs]);
    }
}
