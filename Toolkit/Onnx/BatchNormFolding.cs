using Toolkit.StateDicts;

namespace Toolkit.Onnx;

/// <summary>
/// Folds batch normalisation into the convolution before it, where nothing else takes the convolution's result:
/// <c>γ·(w∗x + b − μ)/√(σ² + ε) + β</c> is a convolution, too.
/// </summary>
internal static class BatchNormFolding
{
    private const string Convolution = "Conv", Normalization = "BatchNormalization";

    /// <summary>Changes the graph.</summary>
    public static void Apply(OnnxGraph graph)
    {
        var pairs = PairsIn(graph.Operators);
        graph.Replace(Replace(graph.Operators, pairs, pair => Fold(graph, pair.Convolution, pair.Norm)));
    }

    /// <summary>The convolutions whose result batch normalisation takes and nothing else does, with that.</summary>
    public static IReadOnlyList<(OnnxOperator Convolution, OnnxOperator Norm)> PairsIn(IReadOnlyList<OnnxOperator> operators)
    {
        var consumers = OnnxOperator.ConsumersOf(operators);
        return
        [
            .. operators.Where(item => item.Kind == Convolution && consumers[item.Output].Select(next => next.Kind).SequenceEqual([Normalization]))
                .Select(item => (item, consumers[item.Output].Single())),
        ];
    }

    /// <summary>The operators with one in the place of each pair, where the second was.</summary>
    public static IReadOnlyList<OnnxOperator> Replace(
        IReadOnlyList<OnnxOperator> operators, IReadOnlyList<(OnnxOperator Convolution, OnnxOperator Norm)> pairs,
        Func<(OnnxOperator Convolution, OnnxOperator Norm), OnnxOperator> fold)
    {
        var (first, second) = (pairs.Select(pair => pair.Convolution.Output).ToHashSet(), pairs.ToDictionary(pair => pair.Norm.Output));
        return [.. operators.Where(item => !first.Contains(item.Output)).Select(item => second.TryGetValue(item.Output, out var pair) ? fold(pair) : item)];
    }

    /// <summary>What the weights of each output channel are multiplied by, and the bias that they get.</summary>
    /// <param name="norm">Its epsilon is needed.</param>
    /// <param name="numbers">Values of the normalisation's constants by the number of the input.</param>
    /// <param name="bias">The convolution's; null for none.</param>
    public static (double[] Scales, float[] Biases) NumbersOf(OnnxOperator norm, Func<int, float[]> numbers, float[]? bias)
    {
        var (gamma, beta, mean, variance) = (numbers(1), numbers(2), numbers(3), numbers(4));
        var epsilon = EpsilonOf(norm)!.Value;
        var (scales, biases) = (new double[gamma.Length], new float[gamma.Length]);
        for (var channel = 0; channel < gamma.Length; channel++)
        {
            // In double precision: what is rounded here is rounded in every pixel.
            scales[channel] = gamma[channel] / Math.Sqrt(variance[channel] + epsilon);
            biases[channel] = (float)((((bias?[channel] ?? 0) - mean[channel]) * scales[channel]) + beta[channel]);
        }
        return (scales, biases);
    }

    /// <summary>What is added to the variance, as files have it, in float32; null where the operator does not say.</summary>
    public static float? EpsilonOf(OnnxOperator norm) => (float?)norm.Attributes.FirstOrDefault(attribute => attribute.Name == "epsilon")?.Number;

    /// <summary>Multiplies the weights of each output channel.</summary>
    public static void Scale(Span<float> weights, double[] scales)
    {
        var length = weights.Length / scales.Length;
        for (var channel = 0; channel < scales.Length; channel++)
            foreach (ref var weight in weights.Slice(channel * length, length)) weight = (float)(weight * scales[channel]);
    }

    /// <summary>One convolution in the place of two operators, under the name of the second.</summary>
    private static OnnxOperator Fold(OnnxGraph graph, OnnxOperator convolution, OnnxOperator norm)
    {
        var weight = graph.Constants[convolution.Inputs[1]];
        var bias = convolution.Inputs.Count > 2 ? graph.Constants[convolution.Inputs[2]].ToSingles() : null;
        var (scales, biases) = NumbersOf(norm, input => graph.Constants[norm.Inputs[input]].ToSingles(), bias);
        var weights = weight.ToSingles();
        Scale(weights, scales);
        return convolution with
        {
            Output = norm.Output,
            Inputs =
            [
                convolution.Inputs[0], graph.Constant($"{convolution.Output}/folded_weight", TensorData.FromSingles(weights, weight.Shape)),
                graph.Constant($"{convolution.Output}/folded_bias", TensorData.FromSingles(biases, biases.Length)),
            ],
        };
    }
}
