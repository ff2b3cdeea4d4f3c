using Toolkit.LibTorch;

namespace Toolkit.Samples;

/// <summary>What every sample does when a file is missing or does not fit, or libtorch is missing.</summary>
internal static class UserMistakes
{
    /// <summary>Runs a sample. What the user can mend is one line on the error stream; anything else is a defect and keeps its stack trace.</summary>
    /// <returns>The exit code: that of the sample, or 1 for a mistake.</returns>
    public static int Report(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception mistake) when (mistake is ArgumentException or IOException or UnauthorizedAccessException or InvalidDataException
            or InvalidOperationException or OperationCanceledException or TorchLibraryException)
        {
            Console.Error.WriteLine($"error: {mistake.Message}");
            return 1;
        }
    }
}
