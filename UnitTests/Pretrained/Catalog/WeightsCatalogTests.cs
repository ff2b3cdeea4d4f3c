using System.Text.Json;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Catalog;

/// <summary>Weights by name.</summary>
[TestClass]
public sealed class WeightsCatalogTests
{
    /// <summary>torchvision's weights that the catalog leaves out on purpose.</summary>
    private const string LeftOut = "vgg16.imagenet1k_features";

    private static IEnumerable<WeightsEntry> Downloads => WeightsCatalog.Entries.Where(entry => entry.Package is null);

    [TestMethod]
    public void EveryEntryIsWhole()
    {
        foreach (var entry in WeightsCatalog.Entries)
        {
            string[] networks = [entry.Network, .. entry.PartialFits.Select(fit => fit.Network)];
            CollectionAssert.Contains(networks, entry.Name.Split('.')[0], entry.Name);
            Assert.AreEqual(entry.Name, entry.Name.ToLowerInvariant());
            Assert.IsTrue(entry.Size > 0 && (entry.Classes > 0 || entry.PackageFile is not null) && entry.Licence.Length > 0, entry.Name);
            Assert.IsTrue(entry.Package is null ? entry.Url is not null : entry.Url is null, entry.Name);
        }
        Assert.HasCount(WeightsCatalog.Entries.Count, WeightsCatalog.Entries.DistinctBy(entry => entry.Name).ToList());
        Assert.HasCount(WeightsCatalog.Entries.Count, WeightsCatalog.Entries.DistinctBy(entry => entry.FileName).ToList());
    }

    [TestMethod]
    public void EveryDownloadCanBeChecked()
    {
        foreach (var entry in Downloads)
        {
            Assert.AreEqual("https", entry.Url!.Scheme, entry.Name);
            StringAssert.Matches(entry.Sha256Prefix, new("^[0-9a-f]{8,64}$"));
            StringAssert.EndsWith(entry.FileName, $"-{entry.Sha256Prefix}.pth");
            Assert.IsTrue(entry.Top1 is > 0 and < 100 && entry.Top5 > entry.Top1, entry.Name);
        }
    }

    [TestMethod]
    public void EveryEntrysNetworkIsKnown()
    {
        foreach (var entry in WeightsCatalog.Entries)
            foreach (var network in entry.PartialFits.Select(fit => fit.Network).Prepend(entry.Network))
                Assert.IsTrue(NetworkCatalog.Contains(network), entry.Name);
    }

    [TestMethod]
    [DataRow("resnet50", "resnet50.imagenet1k_v2", 224, 232, 0.485f, Interpolation.Bilinear)]
    [DataRow("efficientnet_b0", "efficientnet_b0.imagenet1k_v1", 224, 256, 0.485f, Interpolation.Bicubic)]
    [DataRow("googlenet", "googlenet.imagenet1k_v1", 224, 256, 0.5f, Interpolation.Bilinear)]
    [DataRow("deit_tiny", "deit_tiny.imagenet1k_v1", 224, 256, 0.485f, Interpolation.Bicubic)]
    [DataRow("alexnet32", "alexnet.imagenet1k_v1", 32, 32, 0.485f, Interpolation.Bilinear)]
    public void WeightsBringTheImagesTheyExpect(
        string name, string weights, int size, int resize, float mean, Interpolation interpolation)
    {
        using var network = NetworkCatalog.Create(name, 2);
        var images = EntryFit.SpecFor(network, WeightsCatalog.Find(weights));
        Assert.AreEqual(
            (size, resize, mean, interpolation), (images.Height, images.ResizeShorterSide, images.Mean[0], images.Interpolation));
    }

    [TestMethod]
    public void ANetworkThatTransformsItsInputKeepsImageNetsImages()
    {
        using var network = NetworkCatalog.Create("googlenet", 2, new NetworkOptions { TransformInput = true });
        var images = EntryFit.SpecFor(network, WeightsCatalog.Find("googlenet.imagenet1k_v1"));
        CollectionAssert.AreEqual(InputSpec.ImageNet.Mean.ToArray(), images.Mean.ToArray());
    }

    [TestMethod]
    public void AVisionTransformerKeepsTheSizeThatItWasBuiltFor()
    {
        var swag = WeightsCatalog.Find("vit_b_16.imagenet1k_swag_e2e_v1");
        Assert.AreEqual(384, swag.InputSpec.Height);
        using var network = NetworkCatalog.Create("vit_b_16", 2);
        var images = EntryFit.SpecFor(network, swag);
        Assert.AreEqual((224, Interpolation.Bicubic), (images.Height, images.Interpolation));
    }

    [TestMethod]
    public void EveryNetworkOfTorchvisionHasWeights()
    {
        foreach (var network in NetworkCatalog.Entries.Where(network => network.IsTorchvision))
            Assert.IsTrue(WeightsCatalog.Entries.Any(entry => entry.Network == network.Name), network.Name);
    }

    [TestMethod]
    public void TheFactsAreTorchvisions()
    {
        var entries = Downloads.Where(entry => entry.Url!.Host == "download.pytorch.org").ToDictionary(entry => entry.Name);
        var networks = entries.Values.Select(entry => entry.Network).Distinct().ToArray();
        var facts = Python.Run("Pretrained/Catalog/torchvision_weights.py", networks).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<TorchvisionFacts>(line, JsonSerializerOptions.Web)!)
            .Where(fact => fact.Name != LeftOut)
            .ToList();
        CollectionAssert.AreEquivalent(entries.Keys, facts.Select(fact => fact.Name).ToList());
        foreach (var fact in facts) AssertSame(fact, entries[fact.Name]);
    }

    // A file has about 4 bytes a parameter, and a little more: statistics, names, heads that the network leaves out.
    [TestMethod]
    public void TheLengthsSuitTheNetworks()
    {
        foreach (var entry in Downloads)
        {
            if (NetworkCatalog.Find(entry.Network).Parameters is not { } count) continue;
            var ratio = entry.Size / (4.0 * count.Parameters);
            Assert.IsTrue(ratio is > 0.99 and < 2, $"{entry.Name}: {entry.Size} bytes for {count.Parameters} parameters");
        }
    }

    [TestMethod]
    public void ListsByPattern()
    {
        CollectionAssert.AreEqual(new[] { "resnet50.imagenet1k_v1", "resnet50.imagenet1k_v2" }, Weights.List("ResNet50*").ToArray());
        Assert.HasCount(10, Weights.List("resnet*"));
        CollectionAssert.Contains(Weights.List("*.IMAGENET1K_v?").ToArray(), "alexnet.imagenet1k_v1");
        Assert.IsEmpty(Weights.List("nothing*"));
        Assert.HasCount(WeightsCatalog.Entries.Count, Weights.List());
    }

    [TestMethod]
    public void AnUnknownNameGetsNearOnes()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Weights.Named("resnet18.imagenet1k"));
        StringAssert.Contains(error.Message, "Did you mean \"resnet18.imagenet1k_v1\"");
    }

    [TestMethod]
    public void NamesDifferInCaseOnly() => Assert.AreEqual("resnet18.imagenet1k_v1", Weights.Named("ResNet18.IMAGENET1K_V1").Description);

    [TestMethod]
    public void AFileWithAPublishedNameBringsItsInputSpec()
    {
        Assert.AreEqual(InputSpec.ImageNet, Weights.File("some/folder/resnet18-f37072fd.pth").InputSpec);
        Assert.IsNull(Weights.File("mine.pth").InputSpec);
        Assert.IsNull(Weights.File("ResNet18.onnx").InputSpec, "a name that any network may have");
    }

    [TestMethod]
    public void AMissingFileIsNamed()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => Weights.File("no/mine.pth").Read());
        StringAssert.Contains(error.Message, "no/mine.pth");
    }

    private static void AssertSame(TorchvisionFacts fact, WeightsEntry entry)
    {
        // torchvision 0.14 has wrong hashes in the names of EfficientNet's files; see EfficientNet.
        if (!fact.Name.StartsWith("efficientnet", StringComparison.Ordinal)) Assert.AreEqual(fact.File, entry.FileName);
        Assert.AreEqual(fact.File[..^12], entry.FileName[..^12], fact.Name);
        Assert.AreEqual((fact.Classes, fact.Top1, fact.Top5), (entry.Classes, entry.Top1, entry.Top5), fact.Name);
        var images = entry.InputSpec;
        Assert.AreEqual((fact.Crop, fact.Crop, fact.Resize), (images.Height, images.Width, images.ResizeShorterSide), fact.Name);
        Assert.AreEqual(fact.Interpolation, images.Interpolation.ToString().ToLowerInvariant(), fact.Name);
        CollectionAssert.AreEqual(fact.Mean, images.Mean.ToArray(), fact.Name);
        CollectionAssert.AreEqual(fact.Std, images.Std.ToArray(), fact.Name);
    }

    /// <summary>A line of <c>torchvision_weights.py</c>.</summary>
    private sealed record TorchvisionFacts(
        string Name, string File, int Classes, double Top1, double Top5, int Crop, int Resize, string Interpolation,
        float[] Mean, float[] Std);
}
