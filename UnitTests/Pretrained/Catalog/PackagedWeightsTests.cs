using System.Reflection;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Catalog;

/// <summary>Weights inside an assembly, as the package Toolkit.Weights has them.</summary>
[TestClass]
public sealed class PackagedWeightsTests
{
    private const string Name = "resnet18.tinyimagenet";

    private static readonly WeightsEntry Entry = WeightsCatalog.Find(Name) with { Name = "resnet20.toy", Network = "resnet20" };

    [TestMethod]
    public void TheCatalogKnowsWhatTheyExpect()
    {
        CollectionAssert.AreEqual(new[] { Name }, Weights.List("*.tinyimagenet").ToArray());
        var (entry, images) = (WeightsCatalog.Find(Name), Weights.Named(Name).InputSpec!);
        Assert.AreEqual(("resnet18", 200), (entry.Network, entry.Classes));
        Assert.AreEqual(("Toolkit.Weights", Name + ".safetensors"), (entry.Package, entry.FileName));
        Assert.AreEqual((64, 64, 64), (images.Height, images.Width, images.ResizeShorterSide));
        CollectionAssert.AreEqual(InputSpec.ImageNet.Mean.ToArray(), images.Mean.ToArray());
        CollectionAssert.AreEqual(InputSpec.ImageNet.Std.ToArray(), images.Std.ToArray());
    }

    [TestMethod]
    public void HalfPrecisionOutOfAnAssemblyBecomesTheNetworksSinglePrecision()
    {
        using var folder = new TemporaryFolder();
        using var source = NetworkCatalog.Create(Entry.Network, 10, new NetworkOptions { Seed = 3 });
        using var target = NetworkCatalog.Create(Entry.Network, 10, new NetworkOptions { Seed = 4 });
        var half = StateDictLoader.Capture(source, ElementType.Float16);
        var report = Packaged(folder.Path, new Package(Entry.FileName, Bytes(half))).LoadInto(target);

        Assert.HasCount(half.Count, report.Loaded);
        Assert.AreEqual(64, target.InputSpec.Height);
        foreach (var (name, loaded) in StateDictLoader.Capture(target))
        {
            Assert.AreNotEqual(ElementType.Float16, loaded.Type, name);
            CollectionAssert.AreEqual(half[name].ToSingles(), loaded.ToSingles(), name);
        }
        Assert.IsEmpty(Directory.GetFiles(folder.Path), "reading needs no file");
    }

    [TestMethod]
    public void WhoAsksForAFileGetsOneInTheCacheFolder()
    {
        using var folder = new TemporaryFolder();
        var weights = Packaged(folder.File("cache"), new Package(Entry.FileName, [1, 2, 3]));
        var path = weights.Locate();
        Assert.AreEqual(Path.Combine(folder.File("cache"), Entry.FileName), path);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(path));

        var written = File.GetLastWriteTimeUtc(path);
        Assert.AreEqual(path, weights.Locate());
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(path), "the same content is not written again");

        Packaged(folder.File("cache"), new Package(Entry.FileName, [3, 2, 1])).Locate();
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1 }, File.ReadAllBytes(path), "a newer package wins");
    }

    [TestMethod]
    public void AMissingPackageIsNamed()
    {
        var weights = new PackagedWeights(
            Entry with { Package = "Toolkit.Weights.ThatNobodyMade" }, new HubCache("unused", Downloader.Default), Assembly.Load);
        Assert.IsFalse(weights.IsHere);
        foreach (var use in new Action[] { () => weights.Read(), () => weights.Locate() })
        {
            var error = Assert.ThrowsExactly<WeightsException>(use);
            StringAssert.Contains(error.Message, "dotnet add package Toolkit.Weights.ThatNobodyMade");
        }
    }

    [TestMethod]
    public void APackageWithoutTheFileSaysWhatItHolds()
    {
        var another = Packaged("unused", new Package("another.safetensors", []));
        Assert.IsFalse(another.IsHere);
        Assert.IsTrue(Packaged("unused", new Package(Entry.FileName, [])).IsHere);
        var error = Assert.ThrowsExactly<WeightsException>(() => another.Read());
        foreach (var word in new[] { Entry.FileName, "Toolkit.Weights 1.2.3", "holds another.safetensors" })
            StringAssert.Contains(error.Message, word);
    }

    [TestMethod]
    public void DamageIsReportedWithThePackage()
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => Packaged("unused", new Package(Entry.FileName, [1, 2, 3])).Read());
        StringAssert.Contains(error.Message, $"{Entry.FileName} in Toolkit.Weights");
    }

    [TestMethod]
    public void TheEmbeddedFileFillsTheWholeNetwork()
    {
        if (!File.Exists(Repository.File($"Pretrained/weights/{Name}.safetensors")))
            Assert.Inconclusive($"Pretrained/weights/{Name}.safetensors has not been committed yet.");
        var weights = Weights.Named(Name);
        using var network = NetworkCatalog.Create("resnet18", weights.Entry!.Classes);
        var report = weights.LoadInto(network);
        Assert.HasCount(network.state_dict().Count, report.Loaded);
        Assert.IsTrue(weights.Read().Values.All(tensor => tensor.Type is ElementType.Float16 or ElementType.Int64));
        Assert.AreEqual(weights.Entry.Size, new FileInfo(Repository.File($"Pretrained/weights/{Name}.safetensors")).Length, 100_000.0);
    }

    private static PackagedWeights Packaged(string cache, Assembly package) =>
        new(Entry, new HubCache(cache, Downloader.Default),
            name => name == Entry.Package ? package : throw new FileNotFoundException(name));

    private static byte[] Bytes(StateDict weights)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, weights);
        return stream.ToArray();
    }

    /// <summary>An assembly with one resource.</summary>
    private sealed class Package(string file, byte[] content) : Assembly
    {
        public override AssemblyName GetName() => new("Toolkit.Weights") { Version = new Version(1, 2, 3, 0) };

        public override string[] GetManifestResourceNames() => [file];

        public override Stream? GetManifestResourceStream(string name) => name == file ? new MemoryStream(content, writable: false) : null;
    }
}
