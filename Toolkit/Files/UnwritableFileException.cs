namespace Toolkit.Files;

/// <summary>A file cannot be written: its folder is missing or may not be written to, or the disk is full. What was there before is unchanged.</summary>
/// <param name="message">What is wrong, and what to do; it names the file.</param>
/// <param name="path">The file.</param>
/// <param name="inner">The error behind this one.</param>
public sealed class UnwritableFileException(string message, string path, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The file that was to be written, as the caller named it.</summary>
    public string Path { get; } = path;
}
