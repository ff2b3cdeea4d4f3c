using System.Diagnostics;

namespace Toolkit.UnitTests.Support;

/// <summary>Runs a program on a terminal of its own, 100 columns wide, which util-linux' <c>script</c> makes.</summary>
internal static class Terminal
{
    /// <summary>Runs a program to its end; the test is skipped where there is no <c>script</c>.</summary>
    /// <param name="environment">Variables besides those of the tests.</param>
    /// <param name="assembly">File name beside the tests.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>What it wrote, with the terminal's control sequences.</returns>
    public static string Run((string Name, string Value)[] environment, string assembly, params string[] arguments)
    {
        const string script = "/usr/bin/script";
        if (!File.Exists(script)) Assert.Inconclusive($"{script} is absent.");
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments];
        var quoted = string.Join(' ', command.Select(word => $"'{word.Replace("'", "'\\''")}'"));
        var start = new ProcessStartInfo(script, ["-qec", $"stty columns 100 rows 30; exec {quoted}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color" },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        return output;
    }
}
