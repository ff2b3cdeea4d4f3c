using Microsoft.ML.OnnxRuntime;
using Toolkit.Scoring;

namespace Toolkit.Onnx.Quantization;

/// <summary>
/// Measures the least and the greatest number of values of a graph over images, by ONNX Runtime. The graph itself reduces each value to the two
/// numbers, so that memory does not grow with the number of values or images.
/// </summary>
internal static class Calibration
{
    private const int BatchSize = 8;

    /// <param name="graph">In float32.</param>
    /// <param name="images">The graph's normalised images.</param>
    /// <param name="first">The first operator behind them.</param>
    /// <param name="values">Names of the values.</param>
    /// <param name="pixels">Normalised images, <c>C·H·W</c> each.</param>
    /// <exception cref="ArgumentException">There are no images, or one has another size.</exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    /// <exception cref="OnnxRuntimeLibraryException">The library is missing or cannot be loaded.</exception>
    public static Dictionary<string, ValueRange> Measure(
        OnnxGraph graph, GraphTensor images, int first, IReadOnlyList<string> values, IEnumerable<float[]> pixels)
    {
        using var options = OnnxRuntimeLibrary.CreateSessionOptions();
        using var session = new InferenceSession(ModelOf(graph, images, first, values), options);
        var ranges = new Dictionary<string, ValueRange>();
        foreach (var batch in pixels.Chunk(BatchSize))
        {
            foreach (var (value, range) in values.Zip(Run(session, images, batch)))
                ranges[value] = Finite(value, ranges.TryGetValue(value, out var before) ? before.With(range) : range);
        }
        return ranges.Count > 0 ? ranges : throw OnnxQuantization.NoImages();
    }

    private static byte[] ModelOf(OnnxGraph graph, GraphTensor images, int first, IReadOnlyList<string> values)
    {
        var reductions = values.SelectMany(value => new[] { Reduction("ReduceMin", value), Reduction("ReduceMax", value) }).ToList();
        return OnnxModelMessage.OfNumbers(
            graph, [.. graph.Operators.Skip(first), .. reductions], images, reductions.Select(item => item.Output)).ToArray();
    }

    private static OnnxOperator Reduction(string kind, string value) => new(kind, [value], $"{value}/{kind}", [new OnnxAttribute("keepdims", 0)]);

    private static List<ValueRange> Run(InferenceSession session, GraphTensor images, float[][] batch)
    {
        var length = images.Shape.Skip(1).Aggregate((product, size) => product * size);
        if (batch.FirstOrDefault(image => image.Length != length) is { } wrong)
            throw new ArgumentException($"An image to calibrate on has {wrong.Length} numbers, but the network takes {length}.");
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(batch.SelectMany(image => image).ToArray(), [batch.Length, .. images.Shape[1..]]);
        using var outputs = session.Run(options, [images.Name], [input], session.OutputNames);
        return [.. outputs.Select(output => output.GetTensorDataAsSpan<float>()[0]).Chunk(2).Select(ends => new ValueRange(ends[0], ends[1]))];
    }

    private static ValueRange Finite(string value, ValueRange range) => float.IsFinite(range.Least) && float.IsFinite(range.Greatest)
        ? range
        : throw new InvalidOperationException(
            $"The network's value '{value}' goes from {range.Least} to {range.Greatest}, which is not finite: its weights are damaged, its training "
            + "diverged, or the images are not numbers.");
}
