using System.Globalization;
using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on fewer pages.</summary>
[TestClass]
public sealed partial class DocumentSortingTests
{
    private const int Pages = 240;

    [TestMethod]
    public void PagesAreInTheirFoldersAndDoubtfulOnesInTheList()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = DotnetProcess.Run("DocumentSorting.dll", "--output", folder.Path, "--pages", $"{Pages}", "--epochs", "8");

        Assert.AreEqual(0, exitCode, errors);
        var counts = Count().Matches(output).ToDictionary(row => row.Groups["kind"].Value, row => int.Parse(row.Groups["pages"].Value));
        CollectionAssert.AreEqual(new[] { "form", "invoice", "letter", "photograph", "doubtful" }, counts.Keys.ToArray(), output);
        Assert.AreEqual(Pages, counts.Values.Sum(), output);

        var doubtful = File.ReadAllLines(folder.File("doubtful.csv"));
        Assert.AreEqual("page,likeliest,probability", doubtful[0]);
        Assert.HasCount(1 + counts["doubtful"], doubtful);
        Assert.IsLessThanOrEqualTo(Pages / 4, counts["doubtful"], output);
        Assert.IsGreaterThan(0, counts["doubtful"], output); // one page of twelve is hardly readable
        counts.Remove("doubtful");
        foreach (var (kind, pages) in counts) Assert.HasCount(pages, Directory.GetFiles(folder.File(kind), "scan*.png"), kind);
        Assert.IsGreaterThanOrEqualTo(98, double.Parse(Right().Match(output).Groups["percent"].Value, CultureInfo.InvariantCulture), output);
    }

    [TestMethod]
    public void PagesOfTheSameNameAreAllKeptAndOldOnesStay()
    {
        using var folder = new TemporaryFolder();
        foreach (var (kind, grey) in new[] { ("black", 20), ("white", 235) })
            for (var page = 0; page < 20; page++) WritePage(folder.File($"data/train/{kind}/{page}.png"), grey + page % 7);
        foreach (var day in new[] { "monday", "tuesday" }) WritePage(folder.File($"data/inbox/{day}/scan.png"), 20);
        string[] arguments = ["--data", folder.File("data"), "--output", folder.File("sorted"), "--epochs", "3", "--accepted", "0.99"];

        var (exitCode, output, errors) = DotnetProcess.Run("DocumentSorting.dll", arguments);
        Assert.AreEqual(0, exitCode, errors);
        var sorted = Directory.GetFiles(folder.File("sorted"), "scan.png", SearchOption.AllDirectories);
        Assert.HasCount(2, sorted, output);
        CollectionAssert.AreEquivalent(
            new[] { "monday", "tuesday" }, sorted.Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).ToArray(), output);

        var (again, _, refused) = DotnetProcess.Run("DocumentSorting.dll", arguments);
        Assert.AreEqual(1, again);
        StringAssert.Contains(refused, "is not empty");
    }

    private static void WritePage(string path, int grey)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var page = new ImageBuffer();
        page.Reshape(1, 64, 48);
        page.Pixels.Fill((byte)grey);
        File.WriteAllBytes(path, ImageEncoder.ToPng(page));
    }

    [GeneratedRegex(@"^(?<kind>[a-z]+) +(?<pages>[0-9]+)(  .*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Count();

    [GeneratedRegex(@"in the right folder, of the sorted ones: (?<percent>[0-9.]+) %")]
    private static partial Regex Right();
}
