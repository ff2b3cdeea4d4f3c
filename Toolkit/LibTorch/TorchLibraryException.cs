namespace Toolkit.LibTorch;

/// <summary>
/// libtorch, which TorchSharp computes with, is missing or cannot be loaded. The message is one sentence that says what is missing and
/// what to do; the inner exception has what the system's loader says.
/// </summary>
/// <param name="message">What is missing, and what to do.</param>
/// <param name="inner">What the loader threw.</param>
public sealed class TorchLibraryException(string message, Exception inner) : DllNotFoundException(message, inner);
