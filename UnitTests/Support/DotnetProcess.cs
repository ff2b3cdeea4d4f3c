using System.Diagnostics;

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
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
