using Microsoft.ML.OnnxRuntime;

namespace Toolkit.UnitTests.Onnx;

/// <summary>ONNX Runtime as the peer that reads what is exported and what others wrote.</summary>
internal static class OnnxRuntime
{
    /// <summary>What a model makes of images.</summary>
    /// <typeparam name="TInput">Type of the model's input: float, <see cref="Float16"/> or byte.</typeparam>
    /// <typeparam name="TOutput">Type of its output.</typeparam>
    /// <param name="model">A file with one input and one output.</param>
    /// <param name="images">The elements of all images.</param>
    /// <param name="sizes">Sizes of one image.</param>
    /// <param name="batchSize">Images for each run; the last run gets what is left.</param>
    /// <returns>The elements of all outputs.</returns>
    public static TOutput[] Run<TInput, TOutput>(string model, TInput[] images, int[] sizes, int batchSize)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        var length = sizes.Aggregate((product, size) => product * size);
        List<TOutput> results = [];
        foreach (var batch in images.Chunk(length * batchSize))
        {
            using var input = OrtValue.CreateTensorValueFromMemory(batch, [batch.Length / length, .. sizes]);
            using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
            results.AddRange(outputs.Single().GetTensorDataAsSpan<TOutput>());
        }
        return [.. results];
    }
}
