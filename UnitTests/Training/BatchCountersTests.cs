using Toolkit.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class BatchCountersTests
{
    [TestMethod]
    public void BatchesAreCountedAsPyTorchCountsThem()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm2d(3);
        using var network = nn.Sequential(("bn", layer));
        var images = rand(2, 3, 4, 4);
        network.call(images);
        using (new BatchCounters(network))
        {
            for (var i = 0; i < 3; i++) network.call(images);
            Assert.AreEqual(4, network.state_dict()["bn.num_batches_tracked"].item<long>());
            network.eval();
            network.call(images);
        }
        network.train();
        network.call(images);

        Assert.AreEqual(5, layer.num_batches_tracked!.item<long>());
        Assert.AreEqual(5, network.state_dict()["bn.num_batches_tracked"].item<long>());
        CollectionAssert.AreEquivalent(
            new[] { "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked" }, network.state_dict().Keys);
    }

    [TestMethod]
    public void TheStatisticsAreTheSame()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 3, 4, 4);
        using var counted = nn.BatchNorm2d(3, momentum: 0.3);
        using var plain = nn.BatchNorm2d(3, momentum: 0.3);
        using (new BatchCounters(nn.Sequential(counted))) counted.call(images);
        plain.call(images);
        CollectionAssert.AreEqual(plain.running_var!.data<float>().ToArray(), counted.running_var!.data<float>().ToArray());
    }

    [TestMethod]
    public void ALayerThatDividesByItsCounterKeepsIt()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm1d(2);
        layer.momentum = null;
        using var counters = new BatchCounters(nn.Sequential(layer));
        for (var i = 1; i <= 3; i++) layer.call(tensor(new float[] { i - 1, 0, i + 1, 2 }, [2, 2]));
        Assert.AreEqual(2f, layer.running_mean![0].item<float>(), 1e-6f, "the mean of 1, 2 and 3");
        Assert.AreEqual(3, layer.num_batches_tracked!.item<long>());
    }

    [TestMethod]
    public void ATrainingCountsItsSteps()
    {
        using var network = new TinyNetwork();
        var options = new FineTuningOptions { Epochs = 3, FrozenEpochs = 1, BatchSize = 16, ValidationFraction = 0 };
        new FineTuner(network, options).Fit(TintedImages.Create(48));
        Assert.AreEqual(2 * 3, network.modules().OfType<BatchNorm>().Single().num_batches_tracked!.item<long>());
    }
}
