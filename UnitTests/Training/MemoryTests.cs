using Toolkit.Networks;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    private const int Epochs = 9;

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(Epochs, true)]
    [DataRow(Epochs, false)]
    public void EpochsLeaveNothingBehind(int frozenEpochs, bool augmentWhileFrozen)
    {
        var (tensors, bytes) = (new List<long>(), new List<long>());
        using var network = NetworkCatalog.Create("resnet18", 3);
        var options = Recipes.Cifar10("resnet18") with
        {
            Epochs = Epochs,
            FrozenEpochs = frozenEpochs,
            AugmentWhileFrozen = augmentWhileFrozen,
            BatchSize = 32,
        };
        var tuner = new FineTuner(network, options);
        tuner.EpochCompleted += _ =>
        {
            tensors.Add(Tensor.TotalCount);
            bytes.Add(ProcessMemory.ResidentBytes());
        };
        tuner.Fit(TintedImages.Create(96, size: 32), TintedImages.Create(32, size: 32, seed: 2));

        Assert.AreEqual(tensors[1], tensors[^1], $"live tensors after each epoch: {string.Join(", ", tensors)}");
        // The median, since allocators take a large piece now and then; what leaks, leaks in every epoch.
        var growth = bytes.Skip(2).Zip(bytes.Skip(1), (after, before) => after - before).Order().ElementAt((Epochs - 2) / 2);
        Assert.IsLessThan(8L << 20, growth, $"resident bytes after each epoch: {string.Join(", ", bytes)}");
    }

    [TestMethod]
    public void TrainingLeavesNoTensorsBehind()
    {
        using var network = new TinyNetwork();
        void Train() => new FineTuner(network, new() { Epochs = 2, FrozenEpochs = 1, BatchSize = 16 }).Fit(TintedImages.Create(48));
        Train();
        var before = Tensor.TotalCount;
        Train();
        Assert.AreEqual(before, Tensor.TotalCount);
    }
}
