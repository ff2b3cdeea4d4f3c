using System.Diagnostics;
using System.Text;

namespace Toolkit.UnitTests.Support;

/// <summary>Runs programs, and .NET's own commands, as processes of their own.</summary>
internal static class DotnetProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="assembly">File name beside the tests, such as <c>Toolkit.Cli.dll</c>, or a full path.</param>
    /// <param name="arguments">The command line.</param>
    public static (int ExitCode, string Output, string Errors) Run(string assembly, params string[] arguments) =>
        RunCommand(Directory.GetCurrentDirectory(), [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    /// <summary>Runs a command of .NET to its end.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">The command line, such as <c>build</c>.</param>
    public static (int ExitCode, string Output, string Errors) RunCommand(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Starts a program, and sends it a signal when it has written a line.</summary>
    /// <param name="assembly">File name beside the tests.</param>
    /// <param name="line">What the line contains.</param>
    /// <param name="signals">Such as <c>INT</c>; a later one follows half a second after the one before.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>How it ended, and how long after the last signal.</returns>
    public static (int ExitCode, string Output, string Errors, TimeSpan Time) Signal(string assembly, string line, string[] signals, params string[] arguments)
    {
        using var process = Start(Directory.GetCurrentDirectory(), [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = ReadTo(line, process.StandardOutput);
        foreach (var (number, signal) in signals.Index())
        {
            if (number > 0) Thread.Sleep(500);
            using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            kill.WaitForExit();
        }
        var watch = Stopwatch.StartNew();
        output += process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result, watch.Elapsed);
    }

    private static string ReadTo(string wanted, StreamReader output)
    {
        var read = new StringBuilder();
        while (output.ReadLine() is { } line)
        {
            read.AppendLine(line);
            if (line.Contains(wanted)) break;
        }
        return read.ToString();
    }

    private static Process Start(string folder, string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
