using System.Globalization;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary>Runs the <c>toolkit</c> command as a process of its own.</summary>
internal static class ToolkitProcess
{
    /// <summary>Runs the command to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(params string[] arguments) => DotnetProcess.Run("Toolkit.Cli.dll", arguments);

    /// <summary>The probability of every class by path and class name.</summary>
    public static Dictionary<string, Dictionary<string, float>> Predict(string model, params string[] images)
    {
        var (exitCode, output, errors) = Run(["predict", model, .. images, "--top", "0"]);
        Assert.AreEqual(0, exitCode, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .GroupBy(fields => fields[0])
            .ToDictionary(image => image.Key, image => image.ToDictionary(fields => fields[1], fields => float.Parse(fields[2], CultureInfo.InvariantCulture)));
    }
}
