using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.Samples;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it.</summary>
[TestClass]
public sealed partial class QualityInspectionTests
{
    /// <summary>Half as many parts as the sample draws are enough for a threshold that costs less than to take out none or all: as many as there are good ones, or 50 for each defective one.</summary>
    [TestMethod]
    public void TheThresholdCostsLessThanNoneOrAll()
    {
        using var folder = new TemporaryFolder();
        const int good = 400;
        var (rows, output) = Inspect(folder, parts: good / 2, epochs: 5);
        AssertAddUp(rows, good, good / 10, output);
        Assert.IsLessThan(good, rows["from the threshold on"].Cost, output);
        Assert.IsTrue(File.Exists(folder.File("defect.png")), output);
        Assert.IsTrue(File.Exists(folder.File("model.zip")));
    }

    [TestMethod]
    [TestCategory("Full")]
    public void TheThresholdCostsLessThanAHalf()
    {
        using var folder = new TemporaryFolder();
        const int good = 800;
        var (rows, output) = Inspect(folder, parts: good / 2, epochs: 5);
        AssertAddUp(rows, good, good / 10, output);
        Assert.IsLessThan(rows["from 50 %"].Cost, rows["from the threshold on"].Cost, output);
        Assert.IsLessThan(good / 2, rows["from the threshold on"].Cost, output);
    }

    private static (Dictionary<string, (int Misses, int Alarms, int Cost)> Rows, string Output) Inspect(TemporaryFolder folder, int parts, int epochs)
    {
        var (exitCode, output, errors) = DotnetProcess.Run(
            "QualityInspection.dll", "--output", folder.Path, "--parts", $"{parts}", "--epochs", $"{epochs}");
        Assert.AreEqual(0, exitCode, errors);
        return (Row().Matches(output).ToDictionary(
            row => row.Groups["rule"].Value, row => (Number(row, "misses"), Number(row, "alarms"), Number(row, "cost"))), output);
    }

    private static void AssertAddUp(Dictionary<string, (int Misses, int Alarms, int Cost)> rows, int good, int defective, string output)
    {
        CollectionAssert.AreEqual(new[] { "none", "all", "from 50 %", "from the threshold on" }, rows.Keys.ToArray(), output);
        Assert.AreEqual((defective, 0, 50 * defective), rows["none"], output);
        Assert.AreEqual((0, good, good), rows["all"], output);
        foreach (var (misses, alarms, cost) in rows.Values) Assert.AreEqual(misses * 50 + alarms, cost, output);
    }

    [TestMethod]
    public void NoPartIsInTwoSets()
    {
        var parts = new HashSet<string>();
        foreach (var set in Enum.GetValues<PartSet>())
        {
            var (drawn, part) = (DrawnParts.Draw(set, 50, 5), new ImageBuffer());
            for (var i = 0; i < drawn.Count; i++)
            {
                drawn.Read(i, part);
                Assert.IsTrue(parts.Add(Convert.ToHexString(part.Pixels)), $"part {i} to {set}");
            }
        }
        Assert.HasCount(3 * 55, parts);
    }

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value);

    [GeneratedRegex(@"^(?<rule>[a-z0-9 %]+?) +(?<misses>[0-9]+) +(?<alarms>[0-9]+) +(?<cost>[0-9]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
