using Toolkit.Images;
using Toolkit.StateDicts;

namespace Toolkit.Onnx.Quantization;

/// <summary>
/// Turns a graph of float32 into one of 8-bit integers, in ONNX's QDQ form: values go through QuantizeLinear and DequantizeLinear, weights are
/// integers that go through DequantizeLinear. A runtime without integer operators computes the same from it in float32.
/// </summary>
internal sealed class QuantizedGraph
{
    private const string Quantize = "QuantizeLinear", Dequantize = "DequantizeLinear";

    private readonly OnnxGraph graph;
    private readonly QuantizationPlan plan;
    private readonly Dictionary<string, ByteScale> scales;
    private readonly int largestWeight;
    private readonly List<OnnxOperator> operators = [];

    private QuantizedGraph(OnnxGraph graph, QuantizationPlan plan, Dictionary<string, ByteScale> scales, int largestWeight) =>
        (this.graph, this.plan, this.scales, this.largestWeight) = (graph, plan, scales, largestWeight);

    /// <summary>Changes the graph.</summary>
    /// <param name="graph">In float32, with batch normalisation folded.</param>
    /// <param name="images">The normalised images.</param>
    /// <param name="first">The first operator behind them.</param>
    /// <param name="quantization">The images to calibrate on.</param>
    /// <param name="spec">The images that the network takes.</param>
    public static void Make(OnnxGraph graph, GraphTensor images, int first, OnnxQuantization quantization, InputSpec spec)
    {
        var plan = new QuantizationPlan(graph, first);
        if (plan.Measured.Count == 0) return;
        var ranges = Calibration.Measure(graph, images, first, plan.Measured, quantization.ImagesFor(spec));
        var scales = ranges.ToDictionary(range => range.Key, range => ByteScale.Of(range.Value));
        new QuantizedGraph(graph, plan, scales, quantization.LargestWeight).Rewrite(images.Name, first);
    }

    private void Rewrite(string images, int first)
    {
        if (first == 0) AddBytesOf(images);
        foreach (var item in graph.Operators)
        {
            operators.Add(item with { Inputs = plan.HasWeights(item) ? WithWeights(item) : [.. item.Inputs.Select(value => InputOf(item, value))] });
            AddBytesOf(item.Output);
        }
        graph.Replace(operators);
    }

    private string InputOf(OnnxOperator item, string value) =>
        plan.SourceOf(value) is not null && plan.TakesBytes(item, value) ? DequantizedName(value) : value;

    private static string DequantizedName(string value) => $"{value}/{Dequantize}";

    /// <summary>Adds the way of a value into 8 bits and back, where it has one.</summary>
    private void AddBytesOf(string value)
    {
        if (plan.SourceOf(value) is not { } source) return;
        var (scale, zeroPoint) = scales[source].ToTensors();
        string[] numbers = [graph.Constant($"{value}/scale", scale), graph.Constant($"{value}/zero_point", zeroPoint)];
        var bytes = $"{value}/{Quantize}";
        operators.Add(new(Quantize, [value, .. numbers], bytes, []));
        operators.Add(new(Dequantize, [bytes, .. numbers], DequantizedName(value), []));
    }

    private string[] WithWeights(OnnxOperator item)
    {
        var bias = item.Inputs.Count > 2 ? graph.Constants[item.Inputs[2]] : null;
        var input = scales[plan.SourceOf(item.Inputs[0])!];
        var weights = QuantizedWeights.Of(graph.Constants[item.Inputs[1]], bias, input.Scale, largestWeight);
        var weight = AddPerChannel($"{item.Output}/weight", weights.Weight, weights.Scales);
        string[] biases = weights.Bias is null ? [] : [AddPerChannel($"{item.Output}/bias", weights.Bias, weights.BiasScales)];
        return [InputOf(item, item.Inputs[0]), weight, .. biases];
    }

    private string AddPerChannel(string name, TensorData integers, float[] channelScales)
    {
        var zeros = new TensorData(integers.Type, [channelScales.Length], new byte[channelScales.Length * integers.Type.Size()]);
        string[] inputs =
        [
            graph.Constant(name, integers), graph.Constant($"{name}/scale", TensorData.FromSingles(channelScales, channelScales.Length)),
            graph.Constant($"{name}/zero_point", zeros),
        ];
        operators.Add(new(Dequantize, inputs, DequantizedName(name), [new OnnxAttribute("axis", 0L)]));
        return DequantizedName(name);
    }
}
