using System.Text.RegularExpressions;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on few of the photographs.</summary>
[TestClass]
public sealed partial class BesideMLNetTests
{
    private const string Assembly = "BesideMLNet.dll";

    [TestMethod]
    [TestCategory("Full")]
    public void FeaturesAndFineTuningStandBesideMlNetsOwn()
    {
        using var photographs = new TemporaryFolder();
        CopySome(SharedFiles.Require("data/hymenoptera/train"), photographs.File("train"), perClass: 24);
        CopySome(SharedFiles.Require("data/hymenoptera/val"), photographs.File("val"), perClass: 16);

        var (exitCode, output, errors) = DotnetProcess.Run(Assembly, "photographs", photographs.Path);

        Assert.AreEqual(0, exitCode, errors);
        StringAssert.StartsWith(output, "48 photographs to train on, 32 to test on");
        var accuracies = TableLine().Matches(output).ToDictionary(line => line.Groups["way"].Value, SampleOutput.Percent);
        CollectionAssert.AreEqual(
            new[] { "ML.NET: DnnFeaturizeImage, linear model", "toolkit: Featurize, linear model", "toolkit: FineTune" },
            accuracies.Keys.ToArray(), output);
        Assert.DoesNotContain("\e", output);
        foreach (var (way, accuracy) in accuracies) Assert.IsGreaterThanOrEqualTo(75, accuracy, $"{way}\n{output}");
    }

    [TestMethod]
    public void AMissingFolderIsOneLine()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = DotnetProcess.Run(Assembly, "photographs", folder.File("absent"));

        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, folder.File("absent"));
        Assert.HasCount(1, errors.TrimEnd().Split('\n'));
    }

    private static void CopySome(string source, string target, int perClass)
    {
        foreach (var folder in Directory.GetDirectories(source))
        {
            var copies = Directory.CreateDirectory(Path.Combine(target, Path.GetFileName(folder))).FullName;
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(perClass))
                File.Copy(file, Path.Combine(copies, Path.GetFileName(file)));
        }
    }

    [GeneratedRegex(@"^ *(?<way>[A-Za-z.]+: [A-Za-z, ]+?) +(?<percent>[0-9.]+) % +[0-9]+ s +[0-9]+ images/s *\r?$", RegexOptions.Multiline)]
    private static partial Regex TableLine();
}
