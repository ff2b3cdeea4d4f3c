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
        var consumers = graph.Consumers();
        var convolutions = graph.Operators
            .Where(item => item.Kind == Convolution && consumers[item.Output].Select(next => next.Kind).SequenceEqual([Normalization]))
            .ToDictionary(item => item.Output);
        List<OnnxOperator> folded = [];
        foreach (var item in graph.Operators.Where(item => !convolutions.ContainsKey(item.Output)))
        {
            var before = item.Kind == Normalization ? convolutions.GetValueOrDefault(item.Inputs[0]) : null;
            folded.Add(before is null ? item : Fold(graph, before, item));
        }
        graph.Replace(folded);
    }

    /// <summary>One convolution in the place of two operators, under the name of the second.</summary>
    private static OnnxOperator Fold(OnnxGraph graph, OnnxOperator convolution, OnnxOperator norm)
    {
        var weight = graph.Constants[convolution.Inputs[1]];
        var numbers = norm.Inputs.Skip(1).Select(name => graph.Constants[name].ToSingles()).ToArray();
        var (gamma, beta, mean, variance) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        var epsilon = norm.Attributes.First(attribute => attribute.Name == "epsilon").Number;
        var bias = convolution.Inputs.Count > 2 ? graph.Constants[convolution.Inputs[2]].ToSingles() : new float[gamma.Length];

        var (weights, shifts) = (weight.ToSingles(), new float[gamma.Length]);
        foreach (var (channel, values) in weights.Chunk(weights.Length / gamma.Length).Index())
        {
            // In double precision: what is rounded here is rounded in every pixel.
            var scale = gamma[channel] / Math.Sqrt(variance[channel] + epsilon);
            shifts[channel] = (float)(((bias[channel] - mean[channel]) * scale) + beta[channel]);
            for (var i = 0; i < values.Length; i++) weights[(channel * values.Length) + i] = (float)(values[i] * scale);
        }
        return convolution with
        {
            Output = norm.Output,
            Inputs =
            [
                convolution.Inputs[0], graph.Constant($"{convolution.Output}/folded_weight", TensorData.FromSingles(weights, weight.Shape)),
                graph.Constant($"{convolution.Output}/folded_bias", TensorData.FromSingles(shifts, shifts.Length)),
            ],
        };
    }
}
