using Toolkit.Networks;
using Toolkit.Networks.Architectures;
using Toolkit.StateDicts;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

[TestClass]
public sealed class AuxiliaryHeadTests
{
    [TestMethod]
    public void OnlyTheirOwnForwardPassRunsThem()
    {
        using var scope = NewDisposeScope();
        using var network = GoogLeNet();
        var counter = (Tensor)network.state_dict()["aux1.conv.bn.num_batches_tracked"];
        network.train();
        network.call(Images);
        Assert.AreEqual(0, counter.item<long>());

        var (logits, auxiliary) = ((IAuxiliaryHeads)network).ForwardWithAuxiliary(Images);
        Assert.AreEqual(1, counter.item<long>());
        Assert.HasCount(2, auxiliary);
        foreach (var tensor in auxiliary.Append(logits)) CollectionAssert.AreEqual(new long[] { 2, 3 }, tensor.shape);
    }

    [TestMethod]
    public void AnotherNumberOfClassesIsTheirsToo()
    {
        using var scope = NewDisposeScope();
        using var network = GoogLeNet();
        network.ReplaceHead(5);
        var (logits, auxiliary) = ((IAuxiliaryHeads)network).ForwardWithAuxiliary(Images);
        foreach (var tensor in auxiliary.Append(logits)) CollectionAssert.AreEqual(new long[] { 2, 5 }, tensor.shape);
    }

    [TestMethod]
    public void WeightsOfOtherClassesLeaveAllClassLayersFresh()
    {
        using var source = GoogLeNet();
        using var target = NetworkCatalog.Create("googlenet", 7);
        var report = StateDictLoader.Load(target, StateDictLoader.Capture(source));
        string[] fresh = [.. report.Fresh.Select(entry => entry.Name)];
        CollectionAssert.AreEquivalent(
            new[] { "fc.weight", "fc.bias", "aux1.fc2.weight", "aux1.fc2.bias", "aux2.fc2.weight", "aux2.fc2.bias" }, fresh);
    }

    [TestMethod]
    public void TheirWeightsArePassedOverByANetworkWithoutThem()
    {
        using var source = GoogLeNet();
        using var target = NetworkCatalog.Create("googlenet", 3, new NetworkOptions { AuxiliaryHeads = false });
        StateDictLoader.Load(target, StateDictLoader.Capture(source));
        Assert.AreEqual(6_624_904 - (997 * 1025), target.parameters().Sum(parameter => parameter.numel()));
        var (_, auxiliary) = ((IAuxiliaryHeads)target).ForwardWithAuxiliary(Images);
        Assert.IsEmpty(auxiliary);
    }

    [TestMethod]
    public void InceptionNamesTheSizeThatItsAuxiliaryHeadNeeds()
    {
        using var network = (InceptionV3)NetworkCatalog.Create("inception_v3", 2);
        using var images = zeros(2, 3, 128, 128);
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.ForwardWithAuxiliary(images));
        StringAssert.Contains(error.Message, "at least 299×299");
        StringAssert.Contains(error.Message, "AuxiliaryHeads = false");
    }

    [TestMethod]
    public void TransformInputIsForColours() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => NetworkCatalog.Create("googlenet", 2, new NetworkOptions { TransformInput = true, Channels = 1 }));

    [TestMethod]
    public void OtherNetworksRefuseTheOption()
    {
        var options = new NetworkOptions { AuxiliaryHeads = true };
        var error = Assert.ThrowsExactly<ArgumentException>(() => NetworkCatalog.Create("resnet18", 2, options));
        StringAssert.Contains(error.Message, "googlenet, inception_v3");
    }

    private static Tensor Images => linspace(-1, 1, 2 * 3 * 32 * 32).reshape(2, 3, 32, 32);

    private static Network GoogLeNet() => NetworkCatalog.Create("googlenet", 3);
}
