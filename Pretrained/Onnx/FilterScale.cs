using Toolkit.StateDicts;

namespace Toolkit.Pretrained.Onnx;

/// <summary>Brings the filters of a convolution without a bias to another scale, which the batch normalisation after it takes back.</summary>
internal static class FilterScale
{
    /// <summary>
    /// Multiplies the filters, and the statistics with them: a network in evaluation mode computes the same. What changes is how far a
    /// step of an optimizer takes the filters. Those that hardly ever respond stay as they are: their scaled variance would be negative,
    /// as <paramref name="epsilon"/> is not scaled.
    /// </summary>
    /// <param name="weights">The weights of the network, which are changed.</param>
    /// <param name="convolution">The layer with the filters.</param>
    /// <param name="norm">The batch normalisation that takes its output.</param>
    /// <param name="factor">Above 0.</param>
    /// <param name="epsilon">What the batch normalisation adds to every variance.</param>
    public static void Multiply(StateDict weights, string convolution, string norm, double factor, double epsilon)
    {
        var kernels = weights[$"{convolution}.weight"];
        var (filters, means, variances) = (kernels.ToSingles(), Values("running_mean"), Values("running_var"));
        var size = filters.Length / means.Length;
        for (var i = 0; i < means.Length; i++)
        {
            var variance = (variances[i] + epsilon) * factor * factor - epsilon;
            if (variance < 0) continue;
            (means[i], variances[i]) = ((float)(means[i] * factor), (float)variance);
            foreach (ref var value in filters.AsSpan(i * size, size)) value = (float)(value * factor);
        }

        weights[$"{convolution}.weight"] = TensorData.FromSingles(filters, kernels.Shape);
        weights[$"{norm}.running_mean"] = TensorData.FromSingles(means, means.Length);
        weights[$"{norm}.running_var"] = TensorData.FromSingles(variances, variances.Length);

        float[] Values(string part) => weights[$"{norm}.{part}"].ToSingles();
    }
}
