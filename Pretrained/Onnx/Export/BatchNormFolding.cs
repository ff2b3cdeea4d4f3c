namespace Toolkit.Pretrained.Onnx;

/// <summary>
/// Folds batch normalisation into the convolution or linear layer before it: for fixed statistics, the two are one such layer with other
/// weights. Where nothing foldable stands before it, or its input is used elsewhere too, it stays.
/// </summary>
internal static class BatchNormFolding
{
    /// <summary>Folds wherever that is possible.</summary>
    public static void Apply(OnnxGraph graph)
    {
        var uses = graph.Uses();
        var makers = graph.Operators.ToDictionary(item => item.Output);
        var folded = new Dictionary<OnnxOperator, OnnxOperator>(ReferenceEqualityComparer.Instance);
        foreach (var norm in graph.Operators.Where(item => item.Kind == "BatchNormalization"))
        {
            if (!makers.TryGetValue(norm.Inputs[0], out var layer) || !CanTake(layer, uses)) continue;
            folded.Add(norm, Fold(layer, norm, graph.Constants));
            makers.Remove(layer.Output);
        }
        graph.Replace(graph.Operators
            .Where(item => makers.ContainsKey(item.Output))
            .Select(item => folded.GetValueOrDefault(item, item)));
    }

    private static bool CanTake(OnnxOperator layer, ILookup<string, OnnxOperator> uses) =>
        layer.Kind is "Conv" or "Gemm" && uses[layer.Output].Count() == 1 && layer.Inputs.Skip(1).All(weight => uses[weight].Count() == 1);

    /// <summary>The layer with the factor of each output in its weights and the offset in its bias; it makes what the norm made.</summary>
    private static OnnxOperator Fold(OnnxOperator layer, OnnxOperator norm, StateDict constants)
    {
        var (scale, shift) = (Values(norm.Inputs[1]), Values(norm.Inputs[2]));
        var (mean, variance) = (Values(norm.Inputs[3]), Values(norm.Inputs[4]));
        var epsilon = norm.Attributes.Single(attribute => attribute.Name == "epsilon").Number;
        var factors = scale.Select((value, i) => value / Math.Sqrt(variance[i] + epsilon)).ToArray();

        var (weightName, biasName) = (layer.Inputs[1], BiasName(layer));
        var bias = layer.Inputs.Count > 2 ? Values(biasName) : new float[factors.Length];
        var newBias = factors.Select((factor, i) => (float)(((bias[i] - mean[i]) * factor) + shift[i])).ToArray();
        constants[weightName] = Scaled(constants[weightName], factors);
        constants[biasName] = TensorData.FromSingles(newBias, newBias.Length);
        return layer with { Inputs = [layer.Inputs[0], weightName, biasName], Output = norm.Output };

        float[] Values(string name) => constants[name].ToSingles();
    }

    private static string BiasName(OnnxOperator layer) =>
        layer.Inputs.Count > 2 ? layer.Inputs[2] : $"{layer.Inputs[1][..layer.Inputs[1].LastIndexOf('.')]}.bias";

    private static TensorData Scaled(TensorData weight, double[] factors)
    {
        var values = weight.ToSingles();
        var perOutput = values.Length / factors.Length;
        for (var i = 0; i < values.Length; i++) values[i] = (float)(values[i] * factors[i / perOutput]);
        return TensorData.FromSingles(values, weight.Shape);
    }
}
