using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.Samples;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on fewer parts.</summary>
[TestClass]
public sealed partial class QualityInspectionTests
{
    private const int Trained = 200, Good = 2 * Trained, Defective = Good / 10, Maps = 4;

    // Pixels that one position of the layer stands for.
    private const int CellOfTheMap = 16;

    [TestMethod]
    public void FewMistakesAreMadeAndTheScratchIsSeen()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = DotnetProcess.Run(
            "QualityInspection.dll", "--output", folder.Path, "--parts", $"{Trained}", "--rate", "5e-4");

        Assert.AreEqual(0, exitCode, errors);
        var rows = Row().Matches(output).ToDictionary(row => row.Groups["rule"].Value, row => (Misses: Number(row, "misses"), Alarms: Number(row, "alarms"), Cost: Number(row, "cost")));
        Assert.AreEqual((Defective, 0, 50 * Defective), rows["none"], output);
        Assert.AreEqual((0, Good, Good), rows["all"], output);
        var (misses, alarms, cost) = rows["from the threshold on"];
        Assert.AreEqual(misses * 50 + alarms, cost);
        Assert.IsLessThanOrEqualTo(Good * 3 / 4, cost, output);
        Assert.IsLessThan(rows["from 50 %"].Cost, cost, output);
        var distances = Enumerable.Range(0, Maps).Select(defect => DistanceOfTheHottestPixel(folder.File($"defect{defect + 1}.png"), defect)).ToArray();
        Assert.IsLessThanOrEqualTo(CellOfTheMap / 2, distances.Average(), string.Join(' ', distances));
        Assert.IsTrue(File.Exists(folder.File("model.zip")));
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
    private static double DistanceOfTheHottestPixel(string path, int defect)
    {
        var map = new ImageBuffer();
        ImageDecoder.DecodeFile(path, map);
        var (red, blue) = (map.Plane(0).ToArray(), map.Plane(2).ToArray());
        var hottest = Enumerable.Range(0, red.Length).MaxBy(pixel => red[pixel] - blue[pixel]);
        return DrawnParts.Distance(hottest % map.Width, hottest / map.Width, DrawnParts.ScratchOf(PartSet.Test, Good + defect));
    }

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value);

    [GeneratedRegex(@"^(?<rule>[a-z0-9 %]+?) +(?<misses>[0-9]+) +(?<alarms>[0-9]+) +(?<cost>[0-9]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
