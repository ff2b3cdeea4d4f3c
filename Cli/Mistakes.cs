using Toolkit.LibTorch;
using Toolkit.Scoring;
using Toolkit.Training;

namespace Toolkit.Cli;

/// <summary>What every command does when a file is missing, damaged or does not fit, or a native library is missing.</summary>
internal static class Mistakes
{
    private static readonly TimeSpan UntilRank0HasEnded = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command; a mistake of the user's is one line on the error stream.</summary>
    /// <returns>The exit code: 0, or 1 for a mistake.</returns>
    public static int Print(Action command) => Print(() =>
    {
        command();
        return 0;
    });

    /// <summary>Runs a command that gives its exit code; a mistake of the user's is one line on the error stream.</summary>
    /// <returns>The command's exit code, 1 for a mistake, or 2 for a defect of the program. TOOLKIT_DEBUG=1 shows the stack trace of either.</returns>
    public static int Print(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e)
        {
            // Of several processes, most make the same mistake: rank 0 says it and ends, and mpirun ends the others before they say it as well.
            if (GradientExchange.LauncherRank > 0) Thread.Sleep(UntilRank0HasEnded);
            var error = e is AggregateException several ? several.GetBaseException() : e;
            if (IsMistake(error)) PrintLine(WithoutParameter(error));
            else PrintLine($"{error.GetType().Name}: {error.Message} This is a defect of the program. TOOLKIT_DEBUG=1 shows where; please report it.");
            if (Environment.GetEnvironmentVariable("TOOLKIT_DEBUG") is not null) Console.Error.WriteLine(e);
            return IsMistake(error) ? 1 : 2;
        }
    }

    /// <summary>Prints a mistake on the error stream, in one line.</summary>
    public static void PrintLine(string message) => Console.Error.WriteLine($"error: {RankPrefix()}{message.ReplaceLineEndings(" ")}");

    private static string RankPrefix() =>
        GradientExchange.IsUnderMpi ? $"rank {GradientExchange.LauncherRank} on host {Environment.MachineName}: " : "";

    /// <summary>What the libraries throw where a user can do something about it. The same types from .NET's own collections are our mistakes.</summary>
    private static bool IsMistake(Exception error) => error switch
    {
        ObjectDisposedException => false,
        IOException or UnauthorizedAccessException or InvalidDataException or OperationCanceledException or TorchLibraryException
            or OnnxRuntimeLibraryException => true,
        ArgumentException or InvalidOperationException or NotSupportedException => !IsOfCollections(error),
        _ => false,
    };

    private static bool IsOfCollections(Exception error) =>
        error.TargetSite?.DeclaringType?.Assembly.GetName().Name is "System.Linq" or "System.Collections" or "System.Collections.Immutable";

    // Users of the command know nothing of the library's parameters.
    private static string WithoutParameter(Exception e) =>
        e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message;
}
