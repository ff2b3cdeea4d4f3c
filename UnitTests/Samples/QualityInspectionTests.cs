using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.Samples;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it.</summary>
[TestClass]
public sealed partial class QualityInspectionTests
{
    private const int Maps = 4;

    // Pixels that one position of the layer stands for.
    private const int CellOfTheMap = 16;

    [TestMethod]
    public void MistakesAndTheirCostsAreCounted()
    {
        using var folder = new TemporaryFolder();
        var (rows, output) = Inspect(folder, parts: 20, epochs: 1);
        AssertAddUp(rows, good: 40, defective: 4, output);
        for (var defect = 1; defect <= Maps; defect++) Assert.IsTrue(File.Exists(folder.File($"defect{defect}.png")), output);
        Assert.IsTrue(File.Exists(folder.File("model.zip")));
    }

    [TestMethod]
    [TestCategory("Full")]
    public void TheThresholdCostsLessAndTheScratchesAreSeen()
    {
        using var folder = new TemporaryFolder();
        const int good = 800;
        var (rows, output) = Inspect(folder, parts: good / 2, epochs: 5);
        AssertAddUp(rows, good, good / 10, output);
        Assert.IsLessThan(rows["from 50 %"].Cost, rows["from the threshold on"].Cost, output);
        Assert.IsLessThan(good / 2, rows["from the threshold on"].Cost, output); // to take out all costs as much as there are good ones
        var distances = Enumerable.Range(0, Maps).Select(defect => DistanceOfTheHottestPixel(folder.File($"defect{defect + 1}.png"), good + defect)).ToArray();
        Assert.IsLessThanOrEqualTo(CellOfTheMap / 2, distances.Average(), string.Join(' ', distances));
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

    /// <summary>The heat maps are of the first defective parts, which follow the good ones. The parts are grey: what is red is heat.</summary>
    private static double DistanceOfTheHottestPixel(string path, int index)
    {
        var map = new ImageBuffer();
        ImageDecoder.DecodeFile(path, map);
        var (red, blue) = (map.Plane(0).ToArray(), map.Plane(2).ToArray());
        var hottest = Enumerable.Range(0, red.Length).MaxBy(pixel => red[pixel] - blue[pixel]);
        return DrawnParts.Distance(hottest % map.Width, hottest / map.Width, DrawnParts.ScratchOf(PartSet.Test, index));
    }

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value);

    [GeneratedRegex(@"^(?<rule>[a-z0-9 %]+?) +(?<misses>[0-9]+) +(?<alarms>[0-9]+) +(?<cost>[0-9]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
