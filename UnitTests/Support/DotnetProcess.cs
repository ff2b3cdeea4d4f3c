using System.Diagnostics;

namespace Toolkit.UnitTests.Support;

/// <summary>Runs a program whose assembly lies beside the tests, as a process of its own.</summary>
internal static class DotnetProcess
{
    /// <summary>Runs the program to its end.</summary>
    /// <param name="assembly">File name, such as <c>Toolkit.Cli.dll</c>.</param>
    /// <param name="arguments">The command line.</param>
    public static (int ExitCode, string Output, string Errors) Run(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
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
