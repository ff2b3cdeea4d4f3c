using Toolkit.LibTorch;
using Toolkit.Scoring;

namespace Toolkit.Cli;

/// <summary>What every command does when a file is missing, damaged or does not fit, or a native library is missing.</summary>
internal static class Mistakes
{
    /// <summary>Runs a command; a mistake of the user's is one line on the error stream.</summary>
    /// <returns>The exit code: 0, or 1 for a mistake.</returns>
    public static int Print(Action command) => Print(() =>
    {
        command();
        return 0;
    });

    /// <summary>Runs a command that gives its exit code; a mistake of the user's is one line on the error stream.</summary>
    /// <returns>The command's exit code, 1 for a mistake, or 2 for a defect of the program, whose stack trace TOOLKIT_DEBUG=1 shows.</returns>
    public static int Print(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException
            or InvalidOperationException or NotSupportedException or OperationCanceledException or TorchLibraryException
            or OnnxRuntimeLibraryException)
        {
            PrintLine(WithoutParameter(e));
            return 1;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("TOOLKIT_DEBUG") is null)
        {
            PrintLine($"{e.GetType().Name}: {e.Message} This is a defect of the program. TOOLKIT_DEBUG=1 shows where; please report it.");
            return 2;
        }
    }

    /// <summary>Prints a mistake on the error stream, in one line.</summary>
    public static void PrintLine(string message) => Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");

    // Users of the command know nothing of the library's parameters.
    private static string WithoutParameter(Exception e) =>
        e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message;
}
