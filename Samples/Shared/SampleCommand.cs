using System.CommandLine;
using Toolkit.Training;

namespace Toolkit.Samples;

/// <summary>Runs the command line of a sample that trains.</summary>
internal static class SampleCommand
{
    /// <summary>
    /// Parses the command line and runs the sample, or prints help or errors. Ctrl+C and SIGTERM end the training; what it has brought until then
    /// is kept.
    /// </summary>
    /// <param name="command">What the sample takes.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="run">The sample.</param>
    /// <returns>0; 1 for a mistake of the user's; 130 or 143 after a signal.</returns>
    public static int Run(RootCommand command, string[] args, Action<ParseResult, CancellationToken> run)
    {
        using var stop = new StopSignals();
        command.SetAction(line => run(line, stop.Token));
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        var exitCode = UserMistakes.Report(() => command.Parse(args).Invoke(invocation));
        return stop.ExitCode ?? exitCode;
    }
}
