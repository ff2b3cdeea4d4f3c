using System.Text.RegularExpressions;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, with one seed instead of three.</summary>
[TestClass]
public sealed partial class AntsAndBeesTests
{
    private const string Assembly = "AntsAndBees.dll";

    [TestMethod]
    public void FewPhotographsAreEnough() => Run(92, "--epochs", "11");

    [TestMethod]
    [TestCategory("Full")]
    public void AnotherNetworkLearnsFromWhatMlNetLoads() => Run(
        84, "--epochs", "10", "--through-pipeline",
        "--network", "squeezenet1_1", "--weights", SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx"));

    [TestMethod]
    public void AMissingFolderIsOneLine()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = DotnetProcess.Run(Assembly, "--data", folder.File("absent"));

        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, folder.File("absent"));
        Assert.HasCount(1, errors.TrimEnd().Split('\n'));
    }

    private static void Run(double least, params string[] arguments)
    {
        var data = SharedFiles.Require("data/hymenoptera");
        var (exitCode, output, errors) = DotnetProcess.Run(Assembly, ["--data", data, "--seeds", "1", .. arguments]);

        Assert.AreEqual(0, exitCode, errors);
        Assert.IsGreaterThanOrEqualTo(least, Mean(output, "frozen backbone"), output);
        Assert.IsGreaterThanOrEqualTo(least, Mean(output, "all layers"), output);
        SampleOutput.EndsWith("final accuracy", Mean(output, "all layers"), output);
    }

    private static double Mean(string output, string way)
    {
        var match = MeanLine().Matches(output).Single(line => line.Groups["way"].Value == way);
        return SampleOutput.Percent(match);
    }

    [GeneratedRegex(@"^  (?<way>[a-z]+ [a-z]+) +(?<percent>[0-9.]+) % +[0-9.]+ % +[0-9.]+ %", RegexOptions.Multiline)]
    private static partial Regex MeanLine();
}
