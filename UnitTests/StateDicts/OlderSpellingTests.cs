using Toolkit.Networks;
using Toolkit.StateDicts;

namespace Toolkit.UnitTests.StateDicts;

[TestClass]
public sealed class OlderSpellingTests
{
    [TestMethod]
    public void TheNamesOfPublishedDenseNetsAreUnderstood()
    {
        using var network = NetworkCatalog.Create("densenet_small", 4);
        var old = new StateDict();
        foreach (var (name, tensor) in StateDictLoader.Capture(network)) old.Add(OldSpelling(name), tensor);
        Assert.IsTrue(old.ContainsKey("features.denseblock2.denselayer3.norm.1.running_mean"));

        using var target = NetworkCatalog.Create("densenet_small", 4);
        var report = StateDictLoader.Load(target, old);
        Assert.HasCount(target.state_dict().Count, report.Loaded);
    }

    [TestMethod]
    public void OtherNetworksDoNotTakeThem()
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", 4);
        var weights = StateDictLoader.Capture(network);
        weights.Add("features.denseblock2.denselayer3.norm.1.running_mean", weights["classifier.1.bias"]);
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, weights));
        StringAssert.Contains(error.Message, "denselayer3.norm.1.running_mean");
    }

    [TestMethod]
    public void InceptionResNetsLastLayerHadAnotherName()
    {
        using var network = NetworkCatalog.Create("inception_resnet_v2", 2);
        Assert.AreEqual("classif.weight", network.NameOf("last_linear.weight"));
        Assert.AreEqual("conv2d_1a.bn.weight", network.NameOf("conv2d_1a.bn.weight"));
    }

    private static string OldSpelling(string name) => name.Contains("denselayer", StringComparison.Ordinal)
        ? name.Replace("norm1", "norm.1").Replace("norm2", "norm.2").Replace("conv1", "conv.1").Replace("conv2", "conv.2")
        : name;
}
