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

    /// <summary>Runs a program to its end, and looks at each line that it writes.</summary>
    /// <param name="assembly">File name beside the tests.</param>
    /// <param name="look">Gets the line and the process.</param>
    /// <param name="arguments">The command line.</param>
    public static (int ExitCode, string Output, string Errors) Watch(string assembly, Action<string, Process> look, params string[] arguments)
    {
        using var process = Start(Directory.GetCurrentDirectory(), [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = new StringBuilder();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.AppendLine(line);
            look(line, process);
        }
        process.WaitForExit();
        return (process.ExitCode, output.ToString(), errors.Result);
    }

    /// <summary>Sends a process a signal.</summary>
    /// <param name="process">The process.</param>
    /// <param name="signal">Such as <c>INT</c>.</param>
    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    // Shells let jobs in the background ignore SIGINT, and their children after them.
    private static Process Start(string folder, string[] arguments) => Process.Start(new ProcessStartInfo(
        OperatingSystem.IsLinux() ? "env" : "dotnet", OperatingSystem.IsLinux() ? ["--default-signal=INT", "dotnet", .. arguments] : arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
