using System.Globalization;
using System.Text.RegularExpressions;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on fewer and smaller images.</summary>
[TestClass]
public sealed partial class ActiveLabellingTests
{
    [TestMethod]
    public void ChosenImagesTeachMoreThanRandomOnes()
    {
        var (exitCode, output, errors) = DotnetProcess.Run(
            "ActiveLabelling.dll", "--data", SharedFiles.Require("data/cifar10"), "--images", "1000", "--size", "64", "--steps", "4", "--repeats", "4");

        Assert.AreEqual(0, exitCode, errors);
        var rows = Row().Matches(output);
        CollectionAssert.AreEqual(new[] { "20", "40", "60", "80" }, rows.Select(row => row.Groups["labelled"].Value).ToArray(), output);
        double Mean(string column) => rows.Average(row => double.Parse(row.Groups[column].Value, CultureInfo.InvariantCulture));
        Assert.IsGreaterThan(Mean("random") + 1, Mean("chosen"), output);
        Assert.IsGreaterThanOrEqualTo(30, Mean("random"), output);
    }

    [GeneratedRegex(@"^ +(?<labelled>[0-9]+) +(?<chosen>[0-9.]+) % +(?<random>[0-9.]+) %\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
