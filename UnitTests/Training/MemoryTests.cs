using System.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Networks;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    [TestMethod]
    [DataRow(0, false)]
    [DataRow(5, true)]
    [DataRow(5, false)]
    public void AfterFiveEpochsItIsWhatItWasAfterTwo(int frozenEpochs, bool augmentWhileFrozen)
    {
        var (tensors, bytes) = (new List<long>(), new List<long>());
        using var network = NetworkCatalog.Create("resnet18", 3);
        var options = Recipes.Cifar10("resnet18") with
        {
            Epochs = 5,
            FrozenEpochs = frozenEpochs,
            AugmentWhileFrozen = augmentWhileFrozen,
            BatchSize = 32,
        };
        var tuner = new FineTuner(network, options);
        tuner.EpochCompleted += _ =>
        {
            tensors.Add(Tensor.TotalCount);
            bytes.Add(ResidentBytes());
        };
        tuner.Fit(TintedImages.Create(96, size: 32), TintedImages.Create(32, size: 32, seed: 2));

        Assert.AreEqual(tensors[1], tensors[4], $"live tensors after each epoch: {string.Join(", ", tensors)}");
        Assert.IsLessThan(32L << 20, bytes[4] - bytes[1], $"resident bytes after each epoch: {string.Join(", ", bytes)}");
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

    private static long ResidentBytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
