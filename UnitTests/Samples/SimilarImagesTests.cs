using System.Globalization;
using System.Text.RegularExpressions;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Samples;

/// <summary>The sample as its users start it, on few photographs, some of which are there twice: without their edge, darker, compressed again.</summary>
[TestClass]
public sealed partial class SimilarImagesTests
{
    private const string Assembly = "SimilarImages.dll";
    private const int PerKind = 15, Copies = 3;

    [TestMethod]
    public void CopiesAreFoundAndKindsAreToldApart()
    {
        using var folder = new TemporaryFolder();
        foreach (var kind in new[] { "ants", "bees" }) CopySome(SharedFiles.Require($"data/hymenoptera/train/{kind}"), folder.File($"photos/{kind}"));
        var page = folder.File("page.html");

        var (exitCode, output, errors) = DotnetProcess.Run(Assembly, folder.File("photos"), "--output", page, "--shown", "4");

        Assert.AreEqual(0, exitCode, errors);
        StringAssert.StartsWith(output, $"{2 * (PerKind + Copies)} photographs, {2 * Copies} pairs that are nearly the same");
        var pairs = Pair().Matches(output);
        Assert.HasCount(2 * Copies, pairs, output);
        foreach (Match pair in pairs) Assert.AreEqual(pair.Groups["name"].Value, pair.Groups["original"].Value, output);
        var all = 2 * (PerKind + Copies);
        var same = all * double.Parse(Same().Match(output).Groups["percent"].Value, CultureInfo.InvariantCulture) / 100;
        Assert.IsGreaterThanOrEqualTo(0.7, (same - 4 * Copies) / (all - 4 * Copies), output); // those that are there twice prove nothing

        var sources = Source().Matches(File.ReadAllText(page)).Select(match => Uri.UnescapeDataString(match.Groups["address"].Value)).ToList();
        Assert.HasCount(2 * 2 * Copies + 4 * (1 + 5), sources);
        foreach (var source in sources) Assert.IsTrue(File.Exists(folder.File(source)), source);
    }

    [TestMethod]
    [DataRow(0, new int[0])]
    [DataRow(3, new[] { 0, 1, 3 })]
    [DataRow(9, new[] { 0, 1, 2, 3, 4 })]
    public void PhotographsFromAllOverTheFolderAreShown(int shown, int[] numbers)
    {
        using var folder = new TemporaryFolder();
        var names = Directory.GetFiles(SharedFiles.Require("data/hymenoptera/train/ants")).Order(StringComparer.Ordinal).Take(5).ToArray();
        Directory.CreateDirectory(folder.File("photos"));
        foreach (var name in names) File.Copy(name, Path.Combine(folder.File("photos"), Path.GetFileName(name)));
        var page = folder.File("new/page.html");

        var (exitCode, _, errors) = DotnetProcess.Run(Assembly, folder.File("photos"), "--output", page, "--shown", $"{shown}");

        Assert.AreEqual(0, exitCode, errors);
        var rows = File.ReadAllText(page).Split("<section>")[1..]
            .Select(row => Path.GetFileName(Uri.UnescapeDataString(Source().Match(row).Groups["address"].Value)));
        CollectionAssert.AreEqual(numbers.Select(number => Path.GetFileName(names[number])).ToArray(), rows.ToArray());
    }

    [TestMethod]
    public void AMissingFolderIsOneLine()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, errors) = DotnetProcess.Run(Assembly, folder.File("absent"));

        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        Assert.HasCount(1, errors.TrimEnd().Split('\n'));
    }

    private static void CopySome(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var (index, file) in Directory.GetFiles(source).Order(StringComparer.Ordinal).Take(PerKind).Index())
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            if (index >= Copies) continue;
            var name = $"{Path.GetFileNameWithoutExtension(file)} copy é.jpg"; // a name that addresses have to write in another way
            File.WriteAllBytes(Path.Combine(target, name), ImageEncoder.ToJpeg(CroppedAndDarker(file)));
        }
    }

    private static ImageBuffer CroppedAndDarker(string file)
    {
        var (image, inner, random) = (new ImageBuffer(), new ImageBuffer(), new ImageRandom(1, 0, 0));
        ImageDecoder.DecodeFile(file, image);
        new CenterCrop(image.Height - 6, image.Width - 6).Apply(image, inner, ref random);
        foreach (ref var pixel in inner.Pixels) pixel = (byte)(0.9 * pixel);
        return inner;
    }

    // The copy is the first of the two where its name is: a space comes before a dot.
    [GeneratedRegex(@"^  [01]\.[0-9]{4}  (?<name>\S+) copy é\.jpg  (?<original>\S+)\.jpg\r?$", RegexOptions.Multiline)]
    private static partial Regex Pair();

    [GeneratedRegex(@"in a folder of the same name: (?<percent>[0-9.]+) %")]
    private static partial Regex Same();

    [GeneratedRegex("<img src=\"(?<address>[^\"]+)\"")]
    private static partial Regex Source();
}
