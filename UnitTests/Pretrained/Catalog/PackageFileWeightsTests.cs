using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.Catalog;

/// <summary>Weights in a file that a package puts beside the program: where it is looked for, and what is said where it is not right.</summary>
[TestClass]
public sealed class PackageFileWeightsTests
{
    private const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";

    private static readonly WeightsEntry Entry = WeightsCatalog.Find("resnet18.mlnet");

    private readonly TemporaryFolder folder = new();

    private string Program => folder.File("program");

    private string Cache => folder.File("packages");

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    public void TheProgramsFolderComesFirst()
    {
        var cached = Write(InCache("0.23.1"), [1]);
        Assert.IsTrue(Mine().IsHere);
        Assert.AreEqual(cached, Located());
        var own = Write(Path.Combine(Program, Entry.PackageFile!), [2]);
        Assert.AreEqual(own, Located());
    }

    [TestMethod]
    public void TheNewestPackageIsTaken()
    {
        foreach (var version in new[] { "0.9.0", "0.23.1", "0.100.0-preview.1", "0.23.0" }) Write(InCache(version), [1]);
        Directory.CreateDirectory(Path.Combine(Cache, Package.ToLowerInvariant(), "1.0.0"));
        Assert.AreEqual(InCache("0.100.0-preview.1"), Located());
    }

    [TestMethod]
    public void TheEnvironmentMovesTheCache()
    {
        Assert.AreEqual("/packages", PackageFiles.CacheFrom(name => name == "NUGET_PACKAGES" ? "/packages" : null));
        StringAssert.EndsWith(PackageFiles.CacheFrom(_ => null), Path.Combine(".nuget", "packages"));
        StringAssert.EndsWith(PackageFiles.CacheFrom(_ => ""), Path.Combine(".nuget", "packages"));
    }

    [TestMethod]
    public void AMissingPackageIsNamed()
    {
        Assert.IsFalse(Mine().IsHere);
        foreach (var use in new Action[] { () => Mine().Read(), () => Mine().Locate() })
            AssertSentence(Assert.ThrowsExactly<WeightsException>(use), $"dotnet add package {Package}", Program, Cache);
    }

    [TestMethod]
    public void AnotherNetworkIsRefused()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        var path = Path.Combine(Program, Entry.PackageFile!);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        OnnxExport.Write(network, path);
        AssertSentence(Assert.ThrowsExactly<WeightsException>(() => Mine().Read()), path, "not resnet18_mlnet", Package);
    }

    /// <summary>The right file with one thing changed that would change what is computed.</summary>
    [TestMethod]
    [DataRow("strides")]
    [DataRow("epsilon")]
    [DataRow("Plus267_Output_0")]
    [DataRow("MaxPool")]
    public void ASlightlyOtherNetworkIsRefused(string changed)
    {
        var content = File.ReadAllBytes(Weights.Named(Entry.Name).Locate());
        var position = content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(changed));
        content[position]++;
        var path = Write(Path.Combine(Program, Entry.PackageFile!), content);
        AssertSentence(Assert.ThrowsExactly<WeightsException>(() => Mine().Read()), path, "not resnet18_mlnet", Package);
    }

    [TestMethod]
    public void ADamagedFileIsNamed()
    {
        var content = File.ReadAllBytes(Weights.Named(Entry.Name).Locate()).AsSpan(0, 1_000_000).ToArray();
        var path = Write(Path.Combine(Program, Entry.PackageFile!), content);
        StringAssert.StartsWith(Assert.ThrowsExactly<WeightsException>(() => Mine().Read()).Message, $"Cannot read weights from '{path}': ");
    }

    [TestMethod]
    public void TheSameFileElsewhereIsKnownByItsContent()
    {
        var copy = Write(folder.File("renamed.bin"), File.ReadAllBytes(Weights.Named(Entry.Name).Locate()));
        var (named, read) = (Weights.Named(Entry.Name).Read(), CheckpointReader.Read(copy));
        CollectionAssert.AreEqual(named.Keys.ToArray(), read.Keys.ToArray());
        foreach (var (name, tensor) in named) Assert.IsTrue(tensor.Bytes.Span.SequenceEqual(read[name].Bytes.Span), name);
    }

    private PackageFileWeights Mine() => new(Entry, new PackageFiles(Program, Cache));

    private string Located() => Mine().Locate();

    private string InCache(string version) => Path.Combine(Cache, Package.ToLowerInvariant(), version, "tools", Entry.PackageFile!);

    private static string Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static void AssertSentence(WeightsException error, params string[] parts)
    {
        foreach (var part in parts) StringAssert.Contains(error.Message, part);
        Assert.DoesNotContain(". ", error.Message, "one sentence");
        Assert.DoesNotContain("\n", error.Message, "one sentence");
    }
}
