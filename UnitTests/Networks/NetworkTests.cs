using Toolkit.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>What holds for every network of the catalog.</summary>
[TestClass]
public sealed class NetworkTests
{
    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void IsFeaturesThenHead(string name)
    {
        using var network = NetworkCatalog.Create(name, 7);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var size = NetworkCases.SmallImageSize(network);
        var images = linspace(-1, 1, 2 * 3 * size * size).reshape(2, 3, size, size);
        var features = network.Features(images);
        var logits = network.call(images);

        Assert.AreEqual((name, 7), (network.Architecture, network.Classes));
        CollectionAssert.AreEqual(new long[] { 2, network.FeatureCount }, features.shape);
        CollectionAssert.AreEqual(new long[] { 2, 7 }, logits.shape);
        CollectionAssert.AreEqual(logits.ToSingles(), network.Head.call(network.HeadInput(images)).ToSingles());
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void EveryParameterIsInTheBackboneOrTheHeadAndInOneGroup(string name)
    {
        using var network = NetworkCatalog.Create(name, 3);
        var all = network.named_parameters().Select(p => p.name).ToArray();
        var parts = network.BackboneParameters.Concat(network.HeadParameters).Select(p => p.name).ToArray();
        var groups = network.LayerGroups.SelectMany(group => group.Parameters).Select(p => p.Name).ToArray();

        CollectionAssert.AreEqual(all, parts);
        CollectionAssert.AreEqual(all, groups);
        Assert.IsTrue(network.LayerGroups.All(group => group.Parameters.Count > 0));
        Assert.AreEqual(network.HeadPrefix, network.LayerGroups[^1].Name);
        CollectionAssert.Contains(all, network.LastLayerName + ".weight");
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void ReplacingTheHeadChangesOnlyTheLayersThatDependOnTheClasses(string name)
    {
        using var network = NetworkCatalog.Create(name, 1000);
        var before = network.Snapshot();
        network.ReplaceHead(4);
        var after = network.Snapshot();

        Assert.AreEqual(4, network.Classes);
        CollectionAssert.AreEqual(before.Keys, after.Keys);
        string[] changed = [.. before.Keys.Where(key => !before[key].SequenceEqual(after[key]))];
        string[] expected = [.. network.ClassLayerNames.SelectMany(layer => new[] { $"{layer}.weight", $"{layer}.bias" })];
        CollectionAssert.AreEquivalent(expected, changed);
        CollectionAssert.Contains(expected, $"{network.LastLayerName}.weight");
        CollectionAssert.AreEqual(new[] { 4L }, network.get_parameter($"{network.LastLayerName}.bias")!.shape);
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void TakesTheSmallestImageAndRefusesASmallerOne(string name)
    {
        using var network = NetworkCatalog.Create(name, 2);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var size = network.MinimumSize;
        CollectionAssert.AreEqual(new long[] { 1, 2 }, network.call(zeros(1, 3, size, size)).shape);
        if (size == 1) return;

        var error = Assert.ThrowsExactly<ArgumentException>(() => network.call(zeros(1, 3, size, size - 1)));
        StringAssert.Contains(error.Message, $"of {(network.FixedSize is null ? "at least " : "")}{size}×{size}");
        StringAssert.Contains(error.Message, $"{size - 1}×{size}");
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void TakesGreyImagesOnRequest(string name)
    {
        using var network = NetworkCatalog.Create(name, 2, new NetworkOptions { Channels = 1 });
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        var size = NetworkCases.SmallImageSize(network);
        Assert.AreEqual((1, 1, 1), (network.InputSpec.Channels, network.InputSpec.Mean.Count, network.InputSpec.Std.Count));
        CollectionAssert.AreEqual(new long[] { 1, 2 }, network.call(zeros(1, 1, size, size)).shape);
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.call(zeros(1, 3, size, size)));
        StringAssert.Contains(error.Message, "1 channels");
    }

    [TestMethod]
    public void RefusesWrongOptions()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create("resnet18", 0));
        StringAssert.Contains(error.Message, "at least 1 class, but 0");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create("alexnet", -3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create("resnet18", 2, new NetworkOptions { Channels = 2 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create("alexnet", 2, new NetworkOptions { Dropout = 1 }));
        var unknown = Assert.ThrowsExactly<ArgumentException>(
            () => NetworkCatalog.Create("resnet18", 2, new NetworkOptions { ImageSize = 32 }));
        StringAssert.Contains(unknown.Message, "resnet18 has no option ImageSize");
        using var network = NetworkCatalog.Create("resnet18", 2);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => network.ReplaceHead(0));
        Assert.AreEqual(2, network.Classes);
    }

    [TestMethod]
    public void UnknownNamesAreAnsweredWithNearOnes()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => NetworkCatalog.Create("resnet-81", 10));
        StringAssert.Contains(error.Message, "Did you mean \"resnet18\"");
        StringAssert.Contains(error.Message, "alexnet32");
    }
}
