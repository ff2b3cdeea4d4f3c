using System.Runtime.InteropServices;
using Toolkit.Networks.Tracing;
using Toolkit.StateDicts;
using static TorchSharp.torch;

namespace Toolkit.Onnx;

/// <summary>A tensor whose steps become operators of ONNX (opset 17, https://onnx.ai/onnx/operators).</summary>
/// <param name="graph">Receives the operators.</param>
/// <param name="name">The value's name in the graph.</param>
/// <param name="shape">Its sizes, -1 for the batch and what is multiplied with it.</param>
internal sealed class GraphTensor(OnnxGraph graph, string name, long[] shape) : TracedTensor
{
    public override long[] Shape => shape;

    public OnnxGraph Graph => graph;

    public string Name => name;

    /// <summary>The value that an operator makes of this one and further inputs.</summary>
    public GraphTensor Apply(string kind, long[] outputShape, IEnumerable<string> furtherInputs, params OnnxAttribute[] attributes) =>
        new(graph, graph.Add(kind, [name, .. furtherInputs], attributes), outputShape);

    /// <summary>The value of the same shape that an operator makes of this one.</summary>
    public GraphTensor Apply(string kind, params OnnxAttribute[] attributes) => Apply(kind, shape, [], attributes);

    public override TracedTensor Through(nn.Module<Tensor, Tensor> layer) =>
        graph.Within(layer, () => layer is TracedModule module ? module.Run(this) : GraphLayers.Apply(this, layer));

    public override TracedTensor Relu() => Apply("Relu");

    public override TracedTensor Silu() => Mul(Sigmoid());

    public override TracedTensor Sigmoid() => Apply("Sigmoid");

    public override TracedTensor Hardsigmoid() => Apply("HardSigmoid", new OnnxAttribute("alpha", 1.0 / 6), new OnnxAttribute("beta", 0.5));

    public override TracedTensor Softmax() => Apply("Softmax", new OnnxAttribute("axis", -1));

    public override TracedTensor Dropout(double probability, bool training) => this;

    public override TracedTensor Add(TracedTensor other) => Apply("Add", Broadcast(other.Shape), [NameOf(other)]);

    public override TracedTensor Add(Tensor constant) => Apply("Add", shape, [Constant(constant)]);

    public override TracedTensor Mul(TracedTensor other) => Apply("Mul", Broadcast(other.Shape), [NameOf(other)]);

    public override TracedTensor Mul(Tensor constant) => Apply("Mul", shape, [Constant(constant)]);

    public override TracedTensor Mul(double factor) => Apply("Mul", shape, [graph.Constant(TensorData.FromSingles([(float)factor]))]);

    public override TracedTensor Matmul(TracedTensor other) => Apply("MatMul", [.. shape[..^1], other.Shape[^1]], [NameOf(other)]);

    public override TracedTensor Linear(Tensor weight, Tensor bias) => GraphLayers.Linear(this, weight, bias);

    public override TracedTensor ScaledDotProductAttention(TracedTensor keys, TracedTensor values)
    {
        var scores = Mul(1 / Math.Sqrt(shape[^1])).Matmul(keys.Permute(0, 1, 3, 2));
        return scores.Softmax().Matmul(values);
    }

    public override TracedTensor Mean(long[] dimensions, bool keepDimensions = false)
    {
        var reduced = shape.Select((size, i) => dimensions.Contains(i) ? 1 : size);
        return Apply(
            "ReduceMean", keepDimensions ? [.. reduced] : [.. shape.Where((_, i) => !dimensions.Contains(i))], [],
            new OnnxAttribute("axes", dimensions), new OnnxAttribute("keepdims", keepDimensions ? 1L : 0L));
    }

    public override TracedTensor Cat(params IReadOnlyList<TracedTensor> following)
    {
        var channels = shape[1] + following.Sum(other => other.Shape[1]);
        return Apply("Concat", [shape[0], channels, .. shape[2..]], following.Select(NameOf), new OnnxAttribute("axis", 1));
    }

    public override TracedTensor Flatten() =>
        Apply("Flatten", [shape[0], shape[1..].Aggregate(1L, (product, size) => product * size)], [], new OnnxAttribute("axis", 1));

    public override TracedTensor Reshape(params long[] sizes) => Apply("Reshape", sizes, [Integers(sizes)]);

    public override TracedTensor Permute(params long[] order) =>
        Apply("Transpose", [.. order.Select(i => shape[i])], [], new OnnxAttribute("perm", order));

    public override TracedTensor Select(int dimension, int index) => Apply(
        "Gather", [.. shape.Where((_, i) => i != dimension)], [graph.Constant(Integer(index))], new OnnxAttribute("axis", dimension));

    public override TracedTensor EveryNth(int step)
    {
        long[] thinned = [.. shape[..2], .. shape[2..].Select(size => (size + step - 1) / step)];
        return Apply("Slice", thinned, [Integers(0, 0), Integers(shape[2..]), Integers(2, 3), Integers(step, step)]);
    }

    public override TracedTensor Pad(params long[] amounts)
    {
        if (amounts.All(amount => amount == 0)) return this;
        var (before, after) = (new long[shape.Length], new long[shape.Length]);
        for (var i = 0; i < amounts.Length / 2; i++) (before[^(i + 1)], after[^(i + 1)]) = (amounts[2 * i], amounts[(2 * i) + 1]);
        return Apply("Pad", [.. shape.Select((size, i) => size + before[i] + after[i])], [Integers([.. before, .. after])]);
    }

    public override TracedTensor Narrow(int dimension, long start, long length) => Slice(dimension, start, start + length);

    public override TracedTensor Roll(long down, long right) => RollAlong(1, down).RollAlong(2, right);

    public override TracedTensor Prepend(Tensor token)
    {
        // The batch is free, so the token cannot be repeated for it: a row of zeros is put in front and the token added to it.
        var padded = Pad(0, 0, 1, 0);
        return padded.Add(cat([token.to(ScalarType.Float32).cpu(), zeros(1, shape[1], shape[2])], 1));
    }

    /// <summary>The same values along a dimension from the last to the first.</summary>
    public GraphTensor Reverse(int dimension) =>
        Apply("Slice", shape, [Integers(-1), Integers(long.MinValue), Integers(dimension), Integers(-1)]);

    /// <summary>Integers as an operator's input.</summary>
    public string Integers(params long[] values) =>
        graph.Constant(new TensorData(ElementType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray()));

    /// <summary>A tensor as an operator's input.</summary>
    public string Constant(Tensor tensor) => graph.Constant(TensorBridge.ToData(tensor.to(ScalarType.Float32)));

    private static string NameOf(TracedTensor tensor) => ((GraphTensor)tensor).Name;

    /// <summary>A scalar.</summary>
    public static TensorData Integer(long value) => new(ElementType.Int64, [], BitConverter.GetBytes(value));

    private long[] Broadcast(long[] other) =>
        [.. shape.Zip(other, (left, right) => left < 0 || right < 0 ? -1 : Math.Max(left, right))];

    private GraphTensor RollAlong(int dimension, long by)
    {
        var length = shape[dimension];
        var first = ((-by % length) + length) % length;
        if (first == 0) return this;
        var (start, end) = (Slice(dimension, first, length), Slice(dimension, 0, first));
        return start.Apply("Concat", shape, [end.Name], new OnnxAttribute("axis", dimension));
    }

    private GraphTensor Slice(int dimension, long from, long to)
    {
        if (from == 0 && to == shape[dimension]) return this;
        return Apply(
            "Slice", [.. shape.Select((size, i) => i == dimension ? to - from : size)],
            [Integers(from), Integers(to), Integers(dimension)]);
    }
}
