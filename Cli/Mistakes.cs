using Toolkit.LibTorch;
using Toolkit.Scoring;

namespace Toolkit.Cli;

/// <summary>What every command does when a file is missing, damaged or does not fit, or a native library is missing.</summary>
internal static class Mistakes
{
    /// <summary>Runs a command; a mistake of the user's is one line on the error stream.</summary>
    /// <returns>The exit code: 0, or 1 for a mistake.</returns>
    public static int Print(Action command)
    {
        try
        {
            command();
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException
            or InvalidOperationException or NotSupportedException or TorchLibraryException
            or OnnxRuntimeLibraryException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }
}
