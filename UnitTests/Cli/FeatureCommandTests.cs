using System.Globalization;
using System.Text.Json;
using Toolkit.Networks;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary>The commands that need no model: features, similar images, the catalog, layers, and a contact sheet.</summary>
[TestClass]
public sealed class FeatureCommandTests
{
    private static readonly TemporaryFolder Folder = new();

    private static readonly string Photos = Folder.File("photos");

    private static readonly string[] Small = ["--network", "mnist_cnn", "--weights"];

    [ClassInitialize]
    public static void WritePhotos(TestContext _)
    {
        ToyImages.WriteFolder(Photos, 3, seed: 5, height: 28, width: 28);
        File.Copy(Path.Combine(Photos, ToyImages.Classes[0], "00.png"), Folder.File("query.png"));
    }

    [ClassCleanup]
    public static void DeletePhotos() => Folder.Dispose();

    [TestMethod]
    public void FeaturesAreARowAnImage()
    {
        using var weights = new TinyWeights("mnist_cnn", 3);
        var csv = Folder.File("features.csv");
        File.WriteAllText(Folder.File("bad.png"), "no image");
        var (exitCode, _, errors) = ToolkitProcess.Run(["featurize", Photos, Folder.File("bad.png"), "--output", csv, .. Small, weights.Path]);
        Assert.AreEqual(1, exitCode, errors);
        StringAssert.Contains(errors, "bad.png");
        var lines = File.ReadAllLines(csv);
        Assert.HasCount(1 + 3 * ToyImages.Classes.Length, lines);
        var numbers = lines[1].Split(',').Skip(1).Select(value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        Assert.HasCount(lines[0].Split(',').Length - 1, numbers);
        Assert.IsTrue(numbers.Any(value => value != 0));
    }

    [TestMethod]
    public void TheSameImageIsTheNearest()
    {
        using var weights = new TinyWeights("mnist_cnn", 3);
        var nearest = Pairs(["similar", Photos, "--to", Folder.File("query.png"), "--top", "1", "--json", .. Small, weights.Path]).Single();
        StringAssert.EndsWith(nearest.GetProperty("image").GetString(), Path.Combine(ToyImages.Classes[0], "00.png"));
        Assert.AreEqual(1, nearest.GetProperty("similarity").GetSingle(), 1e-4f);
        var shared = Pairs(["similar", Photos, "--with", Folder.File("query.png"), "--threshold", "0.999999", "--json", .. Small, weights.Path]);
        Assert.AreEqual(nearest.GetProperty("image").GetString(), shared[0].GetProperty("image").GetString());
    }

    [TestMethod]
    public void OneQuestionAtATime()
    {
        var (exitCode, _, errors) = ToolkitProcess.Run("similar", Photos);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "Say one of --to IMAGE, --duplicates and --with FOLDER.");
    }

    [TestMethod]
    public void TheCatalogIsListed()
    {
        using var networks = JsonDocument.Parse(ToolkitProcess.Run("networks", "--json").Output);
        var names = networks.RootElement.GetProperty("networks").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()).ToArray();
        CollectionAssert.IsSubsetOf(names, NetworkCatalog.Names.ToArray()); // other tests register some of their own in this process
        Assert.HasCount(NetworkCatalog.Names.Count(name => names.Contains(name)), names);
        CollectionAssert.Contains(names, "resnet18");
        StringAssert.Contains(ToolkitProcess.Run("weights", "resnet18*").Output, "resnet18.tinyimagenet");
        StringAssert.Contains(ToolkitProcess.Run("weights", "resnet18.imagenet1k_v9").Errors, "Did you mean");
    }

    [TestMethod]
    public void LayersAreCounted()
    {
        using var summary = JsonDocument.Parse(ToolkitProcess.Run("summary", "resnet18", "--json").Output);
        Assert.AreEqual(11_689_512, summary.RootElement.GetProperty("parameters").GetInt64()); // torchvision's documentation
    }

    [TestMethod]
    public void ASheetShowsImagesAsTheTrainingSeesThem()
    {
        var sheet = Folder.File("sheet.png");
        var (exitCode, _, errors) = ToolkitProcess.Run("augment", Photos, sheet, "--size", "32", "--images", "2", "--times", "3");
        Assert.AreEqual(0, exitCode, errors);
        using var picture = Microsoft.ML.Data.MLImage.CreateFromFile(sheet);
        Assert.AreEqual((3 * 33 + 1, 2 * 33 + 1), (picture.Width, picture.Height));
    }

    private static JsonElement[] Pairs(string[] arguments)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(arguments);
        Assert.AreEqual(0, exitCode, errors);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("pairs").EnumerateArray()];
    }
}
