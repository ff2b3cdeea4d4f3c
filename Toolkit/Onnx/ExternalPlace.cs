namespace Toolkit.Onnx;

/// <summary>Where the elements of a tensor lie that are in another file than the tensor (ONNX's <c>external_data</c>).</summary>
/// <param name="Tensor">Name of the tensor.</param>
/// <param name="File">What the ONNX file calls the other one.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes; null where the ONNX file does not say.</param>
internal sealed record ExternalPlace(string Tensor, string File, long Offset, long? Length);
