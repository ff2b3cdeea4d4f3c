namespace Toolkit.Scoring;

/// <summary>The native part of ONNX Runtime is missing or cannot be loaded.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">What the loader said.</param>
public sealed class OnnxRuntimeLibraryException(string message, Exception? innerException = null) : Exception(message, innerException);
