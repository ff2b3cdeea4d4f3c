using System.Diagnostics;

namespace Toolkit.UnitTests.Support;

/// <summary>Runs scripts with the system's Python, whose PyTorch and torchvision are the reference of parity tests.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> HasTorchvision = new(() =>
        File.Exists(Interpreter) && Start(["-c", "import torchvision"]).ExitCode == 0);

    /// <summary>Runs a script that lies in the tests' folder and returns what it prints; a script that fails, fails the test.</summary>
    /// <param name="script">Path inside UnitTests, such as <c>Networks/torchvision_reference.py</c>.</param>
    /// <param name="arguments">The script's arguments.</param>
    public static string Run(string script, params string[] arguments) =>
        RunChecked(script, [Path.Combine(AppContext.BaseDirectory, script), .. arguments]);

    /// <summary>Runs a program given as text and returns what it prints; one that fails, fails the test.</summary>
    /// <param name="code">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string RunCode(string code, params string[] arguments) => RunChecked("The script", ["-c", code, .. arguments]);

    private static string RunChecked(string name, string[] arguments)
    {
        if (!HasTorchvision.Value)
            Assert.Inconclusive($"{Interpreter} needs PyTorch and torchvision: apt-get install python3-torch python3-torchvision");
        var (exitCode, output, errors) = Start(arguments);
        Assert.AreEqual(0, exitCode, $"{name} failed:\n{errors}");
        return output;
    }

    private static (int ExitCode, string Output, string Errors) Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // PyTorch's idle threads would spin on processors that other tests need: a third of the parity tests' time beside these.
        start.Environment.TryAdd("OMP_WAIT_POLICY", "passive");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
