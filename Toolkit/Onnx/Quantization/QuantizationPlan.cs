namespace Toolkit.Onnx.Quantization;

/// <summary>
/// Which operators of a graph compute in 8 bits, and which values are written in 8 bits for them: the rules of ONNX Runtime, which puts an
/// operator between DequantizeLinear and QuantizeLinear together with these into one of integers.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Convolutions and linear layers always do: all the products are theirs.</item>
/// <item>
/// What lies between them does where it takes 8-bit values only and something behind it takes them, too: additions, concatenations, pools,
/// activations that cut off, and what only moves numbers.
/// </item>
/// <item>An activation right behind a convolution, linear layer or addition belongs to it: nothing is written in between.</item>
/// </list>
/// </remarks>
internal sealed class QuantizationPlan
{
    private static readonly HashSet<string>
        Multiplying = ["Conv", "Gemm"],
        CuttingOff = ["Relu", "Clip"],
        Joining = ["Add", "Concat"],
        Averaging = ["AveragePool", "GlobalAveragePool", "ReduceMean"],
        Moving = ["MaxPool", "Flatten", "Slice", "Pad"];

    private readonly OnnxGraph graph;
    private readonly ILookup<string, OnnxOperator> consumers;
    private readonly Dictionary<string, OnnxOperator> producers;
    private readonly HashSet<string> quantized = [];
    private readonly Dictionary<string, string> sources = [];

    /// <param name="graph">Batch normalisation is folded already.</param>
    /// <param name="first">The first operator behind the normalised images.</param>
    public QuantizationPlan(OnnxGraph graph, int first)
    {
        this.graph = graph;
        consumers = graph.Consumers();
        producers = graph.Operators.ToDictionary(item => item.Output);
        var operators = graph.Operators.Skip(first).ToList();
        foreach (var item in operators.Where(CanBeQuantized)) quantized.Add(item.Output);
        foreach (var item in Enumerable.Reverse(operators).Where(IsOfNoUse)) quantized.Remove(item.Output);
        foreach (var item in operators.Where(IsQuantized)) AddValues(item);
    }

    /// <summary>Values whose range is to be known.</summary>
    public IReadOnlyList<string> Measured => [.. sources.Values.Distinct()];

    /// <summary>The value whose range a value in 8 bits has: its own, or that of the value that it holds numbers of. Null for one in float32.</summary>
    public string? SourceOf(string value) => sources.GetValueOrDefault(value);

    /// <summary>Whether an operator computes in 8 bits.</summary>
    public bool IsQuantized(OnnxOperator item) => quantized.Contains(item.Output);

    /// <summary>Whether an operator has weights, which are then integers.</summary>
    public bool HasWeights(OnnxOperator item) => Multiplying.Contains(item.Kind) && IsQuantized(item);

    /// <summary>Whether an operator takes the 8-bit form of a value, where it has one.</summary>
    public bool TakesBytes(OnnxOperator item, string value) => IsQuantized(item) || producers.TryGetValue(value, out var producer) && IsQuantized(producer);

    private bool CanBeQuantized(OnnxOperator item)
    {
        if (item.Kind == "Conv" && !consumers.Contains(item.Output)) return false;
        if (Multiplying.Contains(item.Kind)) return item.Inputs.Skip(1).All(graph.Constants.ContainsKey);
        return IsBetween(item) && DataOf(item).All(quantized.Contains);
    }

    private static bool IsBetween(OnnxOperator item) =>
        CuttingOff.Contains(item.Kind) || Joining.Contains(item.Kind) || Averaging.Contains(item.Kind) || Moving.Contains(item.Kind);

    private bool IsOfNoUse(OnnxOperator item) =>
        IsBetween(item) && !IsTakenAsBytes(item) && !(BelongsToTheOneBefore(item) && producers[item.Inputs[0]].Kind == "Conv");

    private bool IsTakenAsBytes(OnnxOperator item) => consumers[item.Output].Any(IsQuantized);

    private bool BelongsToTheOneBefore(OnnxOperator item) =>
        CuttingOff.Contains(item.Kind) && IsQuantized(item) && consumers[item.Inputs[0]].Count() == 1
        && producers[item.Inputs[0]] is { } before && (Multiplying.Contains(before.Kind) || before.Kind == "Add");

    private void AddValues(OnnxOperator item)
    {
        if (!BelongsToTheOneBefore(item))
            foreach (var value in DataOf(item)) sources.TryAdd(value, value);
        // The logits stay as the last linear layer gives them.
        if (item.Kind == "Gemm" && !IsTakenAsBytes(item) || consumers[item.Output].Any(BelongsToTheOneBefore)) return;
        sources.TryAdd(item.Output, Moving.Contains(item.Kind) ? sources[item.Inputs[0]] : item.Output);
    }

    private static IEnumerable<string> DataOf(OnnxOperator item) => Joining.Contains(item.Kind) ? item.Inputs : item.Inputs.Take(1);
}
