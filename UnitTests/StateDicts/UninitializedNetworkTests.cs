using Toolkit.Networks;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>A network that is built without initial weights is, once its weights are loaded, the one that is built with them.</summary>
[TestClass]
public sealed class UninitializedNetworkTests
{
    private static readonly NetworkOptions Seeded = new() { Seed = 2 };

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void TakesAllWeights(string name)
    {
        using var source = NetworkCatalog.Create(name, 7, new() { Seed = 1 });
        using var target = NetworkCatalog.CreateUninitialized(name, 7);
        StateDictLoader.Load(target, StateDictLoader.Capture(source));
        AssertSame(source, target);
        Assert.IsTrue(target.parameters().All(parameter => parameter.requires_grad), "A weight cannot learn.");
    }

    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("squeezenet1_1")]
    [DataRow("googlenet")]
    public void DrawsAFreshLastLayerFromTheSeed(string name) => AssertSameAsInitialized(name, 7, null, _ => false, usual =>
    {
        manual_seed(Seeded.Seed!.Value);
        usual.ReplaceHead(7);
    });

    [TestMethod]
    public void DrawsWhatMayBeMissing() =>
        AssertSameAsInitialized("resnet18", 10, new LoadOptions { AllowMissing = true }, name => name.StartsWith("layer2.", StringComparison.Ordinal));

    [TestMethod]
    public void ConvertsWeightsOfAnotherType()
    {
        using var usual = NetworkCatalog.Create("lenet", 10, Seeded);
        using var blank = NetworkCatalog.CreateUninitialized("lenet", 10);
        var half = StateDictLoader.Capture(usual, ElementType.Float16);
        StateDictLoader.Load(usual, half);
        StateDictLoader.Load(blank, half);
        AssertSame(usual, blank);
    }

    [TestMethod]
    public void OtherNetworksAreNotAffected()
    {
        using var blank = NetworkCatalog.CreateUninitialized("lenet", 10, Seeded);
        using var usual = NetworkCatalog.Create("lenet", 10, Seeded);
        using var images = zeros(1, 3, 28, 28);
        using var logits = usual.call(images);
        Assert.IsTrue(logits.ToSingles().All(float.IsFinite));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.CreateUninitialized("lenet", 0));
        using var after = NetworkCatalog.Create("lenet", 10, Seeded);
        AssertSame(usual, after);
    }

    private static void AssertSameAsInitialized(
        string name, int classes, LoadOptions? options, Func<string, bool> leftOut, Action<Network>? afterwards = null)
    {
        using var source = NetworkCatalog.Create(name, 10, new() { Seed = 1 });
        var weights = new StateDict();
        foreach (var (key, tensor) in StateDictLoader.Capture(source).Where(entry => !leftOut(entry.Key))) weights.Add(key, tensor);

        using var usual = NetworkCatalog.Create(name, classes, Seeded);
        using var blank = NetworkCatalog.CreateUninitialized(name, classes, Seeded);
        Assert.AreEqual(
            StateDictLoader.Load(usual, weights, options).ToString(), StateDictLoader.Load(blank, weights, options).ToString());
        afterwards?.Invoke(usual);
        AssertSame(usual, blank);
    }

    private static void AssertSame(Network expected, Network actual)
    {
        var (values, others) = (expected.Snapshot(), actual.Snapshot());
        CollectionAssert.AreEqual(values.Keys.ToArray(), others.Keys.ToArray());
        foreach (var (name, bytes) in values) Assert.IsTrue(bytes.AsSpan().SequenceEqual(others[name]), name);
    }
}
