namespace Microsoft.ML.Images;

/// <summary>The bytes are not an image that can be read; the message says why, without naming a file.</summary>
internal sealed class ImageFormatException(string message) : Exception(message);
