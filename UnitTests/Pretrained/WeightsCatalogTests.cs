using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Networks;
using Toolkit.Pretrained;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>Weights by name.</summary>
[TestClass]
public sealed class WeightsCatalogTests
{
    public static IEnumerable<object[]> Names => Weights.List().Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryEntryIsWhole(string name)
    {
        var entry = WeightsCatalog.Find(name);
        Assert.IsTrue(NetworkCatalog.Contains(entry.Network));
        StringAssert.StartsWith(name, entry.Network + ".");
        Assert.AreEqual(name, name.ToLowerInvariant());
        Assert.AreEqual("https", entry.Url.Scheme);
        StringAssert.Matches(entry.Sha256Prefix, new("^[0-9a-f]{8,64}$"));
        StringAssert.Contains(entry.FileName, entry.Sha256Prefix[..8]);
        Assert.IsTrue(entry.Top1 is > 0 and < 100 && entry.Top5 > entry.Top1 && entry.Size > 0 && entry.Classes > 1 && entry.Licence.Length > 0);
    }

    [TestMethod]
    public void ListsByPattern()
    {
        CollectionAssert.AreEqual(new[] { "resnet18.imagenet1k_v1" }, Weights.List("resnet18*").ToArray());
        CollectionAssert.Contains(Weights.List("*.IMAGENET1K_v?").ToArray(), "alexnet.imagenet1k_v1");
        Assert.IsEmpty(Weights.List("nothing*"));
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
    }

    [TestMethod]
    public void AMissingFileIsNamed()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => Weights.File("no/mine.pth").Read());
        StringAssert.Contains(error.Message, "no/mine.pth");
    }
}
