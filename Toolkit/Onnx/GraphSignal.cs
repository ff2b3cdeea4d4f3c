using System.Runtime.InteropServices;
using Toolkit.Augmentation;
using Toolkit.Networks;
using Toolkit.StateDicts;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>A signal whose steps become operators of ONNX (opset 17, https://onnx.ai/onnx/operators).</summary>
/// <param name="graph">Receives the operators.</param>
/// <param name="name">The value's name in the graph.</param>
/// <param name="shape">Its sizes, -1 for the batch and what is multiplied with it.</param>
internal sealed class GraphSignal(OnnxGraph graph, string name, long[] shape) : Signal
{
    public override long[] Shape => shape;

    public OnnxGraph Graph => graph;

    public string Name => name;

    /// <summary>The value that an operator makes of this one and further inputs.</summary>
    public GraphSignal Apply(string kind, long[] outputShape, IEnumerable<string> furtherInputs, params OnnxAttribute[] attributes) =>
        new(graph, graph.Add(kind, [name, .. furtherInputs], attributes), outputShape);

    /// <summary>The value of the same shape that an operator makes of this one.</summary>
    public GraphSignal Apply(string kind, params OnnxAttribute[] attributes) => Apply(kind, shape, [], attributes);

    public override Signal Through(nn.Module<Tensor, Tensor> layer) =>
        graph.Within(layer, () => layer is SignalModule module ? module.Run(this) : GraphLayers.Apply(this, layer));

    public override Signal Relu() => Apply("Relu");

    public override Signal Silu() => Times(Sigmoid());

    public override Signal Sigmoid() => Apply("Sigmoid");

    public override Signal HardSigmoid() => Apply("HardSigmoid", new OnnxAttribute("alpha", 1.0 / 6), new OnnxAttribute("beta", 0.5));

    public override Signal Softmax() => Apply("Softmax", new OnnxAttribute("axis", -1));

    public override Signal Dropout(double probability, bool training) => this;

    public override Signal Plus(Signal other) => Apply("Add", Broadcast(other.Shape), [NameOf(other)]);

    public override Signal Plus(Tensor constant) => Apply("Add", shape, [Constant(constant)]);

    public override Signal Times(Signal other) => Apply("Mul", Broadcast(other.Shape), [NameOf(other)]);

    public override Signal Times(Tensor constant) => Apply("Mul", shape, [Constant(constant)]);

    public override Signal Times(double factor) => Apply("Mul", shape, [graph.Constant(TensorData.FromSingles([(float)factor]))]);

    public override Signal MatMul(Signal other) => Apply("MatMul", [.. shape[..^1], other.Shape[^1]], [NameOf(other)]);

    public override Signal Linear(Tensor weight, Tensor bias) => GraphLayers.Linear(this, weight, bias);

    public override Signal Attend(Signal keys, Signal values)
    {
        var scores = Times(1 / Math.Sqrt(shape[^1])).MatMul(keys.Permute(0, 1, 3, 2));
        return scores.Softmax().MatMul(values);
    }

    public override Signal Mean(long[] dimensions, bool keepDimensions = false)
    {
        var reduced = shape.Select((size, i) => dimensions.Contains(i) ? 1 : size);
        return Apply(
            "ReduceMean", keepDimensions ? [.. reduced] : [.. shape.Where((_, i) => !dimensions.Contains(i))], [],
            new OnnxAttribute("axes", dimensions), new OnnxAttribute("keepdims", keepDimensions ? 1L : 0L));
    }

    public override Signal Concatenate(params IReadOnlyList<Signal> following)
    {
        var channels = shape[1] + following.Sum(other => other.Shape[1]);
        return Apply("Concat", [shape[0], channels, .. shape[2..]], following.Select(NameOf), new OnnxAttribute("axis", 1));
    }

    public override Signal Flatten() =>
        Apply("Flatten", [shape[0], shape[1..].Aggregate(1L, (product, size) => product * size)], [], new OnnxAttribute("axis", 1));

    public override Signal Reshape(params long[] sizes) => Apply("Reshape", sizes, [Integers(sizes)]);

    public override Signal Permute(params long[] order) =>
        Apply("Transpose", [.. order.Select(i => shape[i])], [], new OnnxAttribute("perm", order));

    public override Signal Select(int dimension, int index) => Apply(
        "Gather", [.. shape.Where((_, i) => i != dimension)], [graph.Constant(Integer(index))], new OnnxAttribute("axis", dimension));

    public override Signal Thin(int step)
    {
        long[] thinned = [.. shape[..2], .. shape[2..].Select(size => (size + step - 1) / step)];
        return Apply("Slice", thinned, [Integers(0, 0), Integers(shape[2..]), Integers(2, 3), Integers(step, step)]);
    }

    public override Signal Pad(params long[] amounts)
    {
        if (amounts.All(amount => amount == 0)) return this;
        var (before, after) = (new long[shape.Length], new long[shape.Length]);
        for (var i = 0; i < amounts.Length / 2; i++) (before[^(i + 1)], after[^(i + 1)]) = (amounts[2 * i], amounts[(2 * i) + 1]);
        return Apply("Pad", [.. shape.Select((size, i) => size + before[i] + after[i])], [Integers([.. before, .. after])]);
    }

    public override Signal Crop(long height, long width) => Slice(1, 0, height).Slice(2, 0, width);

    public override Signal Roll(long down, long right) => RollAlong(1, down).RollAlong(2, right);

    public override Signal Prepend(Tensor token)
    {
        // The batch is free, so the token cannot be repeated for it: a row of zeros is put in front and the token added to it.
        var padded = Pad(0, 0, 1, 0);
        return padded.Plus(cat([token.to(ScalarType.Float32).cpu(), zeros(1, shape[1], shape[2])], 1));
    }

    /// <summary>Integers as an operator's input.</summary>
    public string Integers(params long[] values) =>
        graph.Constant(new TensorData(ElementType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray()));

    /// <summary>A tensor as an operator's input.</summary>
    public string Constant(Tensor tensor) => graph.Constant(TensorBridge.ToData(tensor.to(ScalarType.Float32)));

    private static string NameOf(Signal signal) => ((GraphSignal)signal).Name;

    private static TensorData Integer(long value) => new(ElementType.Int64, [], BitConverter.GetBytes(value));

    private long[] Broadcast(long[] other) =>
        [.. shape.Zip(other, (left, right) => left < 0 || right < 0 ? -1 : Math.Max(left, right))];

    private GraphSignal RollAlong(int dimension, long by)
    {
        var length = shape[dimension];
        var first = ((-by % length) + length) % length;
        if (first == 0) return this;
        var (start, end) = (Slice(dimension, first, length), Slice(dimension, 0, first));
        return start.Apply("Concat", shape, [end.Name], new OnnxAttribute("axis", dimension));
    }

    private GraphSignal Slice(int dimension, long from, long to)
    {
        if (from == 0 && to == shape[dimension]) return this;
        return Apply(
            "Slice", [.. shape.Select((size, i) => i == dimension ? to - from : size)],
            [Integers(from), Integers(to), Integers(dimension)]);
    }
}
