using System.Text.RegularExpressions;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>What run.sh runs, on few images: without any download, a pretrained start is far ahead of a random one.</summary>
[TestClass]
public sealed partial class FineTuneCifar10Tests
{
    private const string Assembly = "FineTuneCifar10.dll";

    [TestMethod]
    public void PretrainedWeightsAreAheadOfAStartFromScratch() => Compare("resnet18.mlnet");

    [TestMethod]
    [TestCategory("Full")]
    public void EmbeddedWeightsAreAheadOfAStartFromScratch() => Compare("resnet18.tinyimagenet", "--weights", "resnet18.tinyimagenet");

    private static void Compare(string name, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = DotnetProcess.Run(Assembly,
        [
            "--data", SharedFiles.Require("data/cifar10"), "--output", folder.Path, "--scratch",
            "--train-images", "500", "--test-images", "300", "--epochs", "3", "--frozen-epochs", "2", .. arguments,
        ]);

        Assert.AreEqual(0, exitCode, errors);
        var scores = ScoreLine().Matches(output).ToDictionary(line => line.Groups["start"].Value, SampleOutput.Percent);
        CollectionAssert.AreEquivalent(new[] { name, "scratch" }, scores.Keys.ToArray(), output);
        Assert.IsGreaterThan(scores["scratch"] + 10, scores[name], output);
        SampleOutput.EndsWith("test accuracy", scores[name], output);
        Assert.HasCount(6, EpochLine().Matches(output), output);
        Assert.DoesNotContain("\e", output);
        foreach (var file in new[] { "model.zip", "learning-curves.svg" }) Assert.IsTrue(File.Exists(folder.File(file)), file);
    }

    [GeneratedRegex(@"^  (?<start>resnet18\.\S+|scratch) +(?<percent>[0-9.]+) % +\r?$", RegexOptions.Multiline)]
    private static partial Regex ScoreLine();

    [GeneratedRegex(@"^epoch +[1-3]/3 .* validation [0-9.]+ +[0-9.]+ %  [0-9.]+ s( best)?\r?$", RegexOptions.Multiline)]
    private static partial Regex EpochLine();
}
