using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>Heads for other classes that keep what they know about those that stay.</summary>
[TestClass]
public sealed class HeadRowsTests
{
    /// <summary>Classes 2 and 0 of four stay, in another order, around a new one.</summary>
    private static readonly int?[] Sources = [2, null, 0];

    public static IEnumerable<TestDataRow<string>> Networks => NetworkCases.All;

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void ClassesThatStayKeepTheirRowsAndLogits(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create(name, 4, new NetworkOptions { Seed = 3 });
        network.eval();
        foreach (var (parameter, value) in network.named_parameters())
            if (parameter.EndsWith(".bias", StringComparison.Ordinal)) value.copy_(arange(value.numel()).reshape(value.shape).sin()); // many begin with 0
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var size = NetworkCases.SmallImageSize(network);
        var images = randn(2, network.Options.Channels, size, size);
        var logits = network.call(images);

        network.ReplaceHead(Sources, seed: 1);

        Assert.AreEqual(3, network.Classes);
        network.eval();
        var now = network.call(images);
        CollectionAssert.AreEqual(new long[] { 2, 3 }, now.shape);
        Assert.IsTrue(now.select(1, 0).allclose(logits.select(1, 2), rtol: 1e-5, atol: 1e-6), "class 2 is the first one now");
        Assert.IsTrue(now.select(1, 2).allclose(logits.select(1, 0), rtol: 1e-5, atol: 1e-6), "class 0 is the last one now");
        foreach (var (parameter, value) in network.state_dict())
        {
            var old = before[parameter];
            if (!network.ClassLayerNames.Any(layer => parameter.StartsWith(layer + ".", StringComparison.Ordinal))) Same(old, value, parameter);
            else
            {
                Same(old[2], value[0], parameter);
                Same(old[0], value[2], parameter);
                foreach (var row in Enumerable.Range(0, 4)) Assert.IsFalse(value.dim() > 1 && value[1].any().item<bool>() && old[row].Equals(value[1]), $"{parameter}: the new row is fresh");
            }
        }
    }

    [TestMethod]
    public void TheSeedDecidesAboutNewRowsAlone()
    {
        using var scope = NewDisposeScope();
        Tensor Weight(long seed)
        {
            using var network = NetworkCatalog.Create("lenet", 4, new NetworkOptions { Seed = 3 });
            network.ReplaceHead(Sources, seed);
            return network.get_parameter($"{network.LastLayerName}.weight")!.detach().clone();
        }
        Same(Weight(1), Weight(1), "the same seed");
        Assert.IsFalse(Weight(1)[1].Equals(Weight(2)[1]));
        Same(Weight(1)[0], Weight(2)[0], "a row that stays");
    }

    [TestMethod]
    public void OnlyHeadsWithoutNewClassesStillHoldLoadedWeights()
    {
        using var network = NetworkCatalog.Create("lenet", 3);
        var last = $"{network.LastLayerName}.weight";
        network.LoadedWeights.UnionWith(network.state_dict().Keys);
        network.ReplaceHead([2, 0]);
        Assert.Contains(last, network.LoadedWeights);
        network.ReplaceHead([0, null]);
        Assert.DoesNotContain(last, network.LoadedWeights);
    }

    [TestMethod]
    public void ClassesThatAreNotThereAreRefused()
    {
        using var network = NetworkCatalog.Create("lenet", 3);
        foreach (var sources in new int?[][] { [0, 3], [-1, 1] })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => network.ReplaceHead(sources));
            StringAssert.Contains(error.Message, $"classes 0 to 2, but class {sources.First(source => source is < 0 or > 2)} is to stay");
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => network.ReplaceHead([]));
        Assert.AreEqual(3, network.Classes);
    }

    private static void Same(Tensor expected, Tensor actual, string name) => Assert.IsTrue(expected.Equals(actual), name);
}
