using Toolkit.StateDicts;

namespace Toolkit.Onnx;

/// <summary>
/// Weights in a safetensors file that stands beside an ONNX file, which refers to the bytes by their place: together they are a model with
/// external data, as ONNX defines it.
/// </summary>
/// <param name="file">Name of the safetensors file.</param>
/// <param name="weights">What it holds.</param>
internal sealed class ExternalWeights(string file, StateDict weights)
{
    private readonly IReadOnlyDictionary<string, long> places = SafetensorsWriter.Places(weights);

    /// <summary>A tensor that refers to the file; null where the file does not hold it.</summary>
    public ProtobufMessage? Reference(string name, TensorData tensor) =>
        weights.TryGetValue(name, out var held) && held.Type == tensor.Type && held.Bytes.Span.SequenceEqual(tensor.Bytes.Span)
            ? OnnxTensor.ToReference(name, tensor, file, places[name])
            : null;
}
