using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>What run.sh runs, on few images: with nothing but what comes with the toolkit, a pretrained start is far ahead of a random one.</summary>
[TestClass]
public sealed partial class FineTuneCifar10Tests
{
    private const string Assembly = "FineTuneCifar10.dll", Embedded = "resnet18.tinyimagenet";

    [TestMethod]
    public void EmbeddedWeightsAreAheadOfAStartFromScratch()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = DotnetProcess.Run(
            Assembly, "--data", SharedFiles.Require("data/cifar10"), "--output", folder.Path,
            "--train-images", "500", "--test-images", "300", "--epochs", "3", "--frozen-epochs", "1");

        Assert.AreEqual(0, exitCode, errors);
        var scores = ScoreLine().Matches(output).ToDictionary(line => line.Groups["start"].Value, SampleOutput.Percent);
        CollectionAssert.AreEquivalent(new[] { Embedded, "scratch" }, scores.Keys.ToArray(), output);
        Assert.IsGreaterThan(scores["scratch"] + 10, scores[Embedded], output);
        SampleOutput.EndsWith("test accuracy", scores[Embedded], output);
        foreach (var file in new[] { "model.zip", "learning-curves.svg" }) Assert.IsTrue(File.Exists(folder.File(file)), file);
    }

    [GeneratedRegex(@"^  from (?<start>\S+) +(?<percent>[0-9.]+) %$", RegexOptions.Multiline)]
    private static partial Regex ScoreLine();
}
