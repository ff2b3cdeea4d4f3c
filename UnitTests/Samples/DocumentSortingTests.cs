using System.Globalization;
using System.Text.RegularExpressions;
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
        counts.Remove("doubtful");
        foreach (var (kind, pages) in counts) Assert.HasCount(pages, Directory.GetFiles(folder.File(kind), "scan*.png"), kind);
        Assert.IsGreaterThanOrEqualTo(95, double.Parse(Right().Match(output).Groups["percent"].Value, CultureInfo.InvariantCulture), output);
    }

    [GeneratedRegex(@"^(?<kind>[a-z]+) +(?<pages>[0-9]+)(  .*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Count();

    [GeneratedRegex(@"in the right folder, of the sorted ones: (?<percent>[0-9.]+) %")]
    private static partial Regex Right();
}
