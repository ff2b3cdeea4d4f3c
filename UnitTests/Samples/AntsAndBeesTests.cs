using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, with one seed instead of five.</summary>
[TestClass]
public sealed partial class AntsAndBeesTests
{
    private const string Assembly = "AntsAndBees.dll";

    [TestMethod]
    public void PretrainedWeightsAreFarAheadOfRandomOnes()
    {
        var data = SharedFiles.Require("data/hymenoptera");
        var weights = SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx");

        var (exitCode, output, errors) = DotnetProcess.Run(Assembly, "--data", data, "--weights", weights, "--seeds", "1");

        Assert.AreEqual(0, exitCode, errors);
        Assert.IsGreaterThanOrEqualTo(86, Mean(output, "frozen backbone"), output);
        Assert.IsGreaterThanOrEqualTo(88, Mean(output, "all layers"), output);
        Assert.IsLessThan(Mean(output, "all layers") - 10, Mean(output, "from scratch"), output);
        SampleOutput.EndsWith("final accuracy", Mean(output, "all layers"), output);
    }

    [TestMethod]
    public void AMissingFolderIsOneLine()
    {
        using var folder = new TemporaryFolder();
        var weights = SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx");

        var (exitCode, _, errors) = DotnetProcess.Run(Assembly, "--data", folder.File("absent"), "--weights", weights);

        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, folder.File("absent"));
        Assert.HasCount(1, errors.TrimEnd().Split('\n'));
    }

    private static double Mean(string output, string way)
    {
        var match = MeanLine().Matches(output).Single(line => line.Groups["way"].Value == way);
        return SampleOutput.Percent(match);
    }

    [GeneratedRegex(@"^(?<way>[a-z ]+): (?<percent>[0-9.]+) % \(mean of", RegexOptions.Multiline)]
    private static partial Regex MeanLine();
}
