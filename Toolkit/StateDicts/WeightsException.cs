namespace Toolkit.StateDicts;

/// <summary>A file of weights cannot be read, written, downloaded or loaded. The message says why and what to do.</summary>
/// <param name="message">What is allowed, what came, and what to do.</param>
/// <param name="path">The file or address, where there is one.</param>
/// <param name="inner">The error behind this one.</param>
public class WeightsException(string message, string? path = null, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The file or address that the error is about, or null.</summary>
    public string? Path { get; } = path;
}
