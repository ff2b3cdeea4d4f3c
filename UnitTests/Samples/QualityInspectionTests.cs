using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.Samples;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on fewer parts.</summary>
[TestClass]
public sealed partial class QualityInspectionTests
{
    private const int Trained = 200, Good = 2 * Trained, Defective = Good / 10, TestSeed = 't';

    // Pixels that one position of the layer stands for.
    private const int CellOfTheMap = 16;

    [TestMethod]
    public void FewMistakesAreMadeAndTheScratchIsSeen()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = DotnetProcess.Run(
            "QualityInspection.dll", "--output", folder.Path, "--parts", $"{Trained}", "--rate", "5e-4");

        Assert.AreEqual(0, exitCode, errors);
        var rows = Row().Matches(output).ToDictionary(row => row.Groups["rule"].Value, row => (Misses: Number(row, "misses"), Alarms: Number(row, "alarms")));
        Assert.AreEqual((Defective, 0), rows["none"], output);
        Assert.AreEqual((0, Good), rows["all"], output);
        var (misses, alarms) = rows["from the threshold on"];
        Assert.IsLessThanOrEqualTo(Good * 3 / 4, misses * 50 + alarms, output); // to take out all costs Good
        Assert.IsLessThanOrEqualTo(CellOfTheMap, DistanceOfTheHottestPixel(folder.File("defect.png")), output);
    }

    /// <summary>The heat map is of the first defective part, which follows the good ones. The part is grey: what is red is heat.</summary>
    private static double DistanceOfTheHottestPixel(string path)
    {
        var map = new ImageBuffer();
        ImageDecoder.DecodeFile(path, map);
        var (red, blue) = (map.Plane(0).ToArray(), map.Plane(2).ToArray());
        var hottest = Enumerable.Range(0, red.Length).MaxBy(pixel => red[pixel] - blue[pixel]);
        return DrawnParts.Distance(hottest % map.Width, hottest / map.Width, DrawnParts.ScratchOf(TestSeed, Good));
    }

    private static int Number(Match row, string group) => int.Parse(row.Groups[group].Value);

    [GeneratedRegex(@"^(?<rule>[a-z0-9 %]+?) +(?<misses>[0-9]+) +(?<alarms>[0-9]+) +[0-9]+\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
