using Toolkit.Data;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using TorchSharp;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class ResumeTests
{
    private static readonly InMemoryImages Train = TintedImages.Create(80), Validation = TintedImages.Create(30, seed: 2);

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 6,
        FrozenEpochs = 3,
        BatchSize = 16,
        LearningRate = 1e-2,
        UnfrozenLearningRate = 5e-3,
        PlateauPatience = 0,
        Seed = 4,
        LoaderThreads = 1,
    };

    public static IEnumerable<object[]> Interruptions =>
        from optimizer in Enum.GetValues<OptimizerKind>()
        from epoch in new[] { 2, 4, 5 }
        select new object[] { optimizer, RateScheduleKind.ReduceOnPlateau, epoch };

    [TestMethod]
    [DynamicData(nameof(Interruptions))]
    [DataRow(OptimizerKind.Adam, RateScheduleKind.OneCycle, 5)]
    public void AnInterruptedTrainingGoesOnBitForBit(OptimizerKind optimizer, RateScheduleKind schedule, int interruptedIn)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Optimizer = optimizer, Schedule = schedule };
        var (expected, expectedWeights) = Run(options);

        options = options with { CheckpointPath = folder.File("training.checkpoint") };
        var (interrupted, _) = Run(options, interruptedIn);
        torch.manual_seed(99);
        var (resumed, weights) = Run(options);

        Assert.AreEqual((true, interruptedIn - 1), (interrupted.Cancelled, interrupted.Epochs.Count));
        Assert.IsFalse(resumed.Cancelled);
        CollectionAssert.AreEqual(WithoutTimes(expected), WithoutTimes(resumed));
        CollectionAssert.AreEqual(expected.IterationLosses.ToArray(), resumed.IterationLosses.ToArray());
        foreach (var (key, value) in expectedWeights) Assert.IsTrue(value.SequenceEqual(weights[key]), key);
    }

    [TestMethod]
    public void AFinishedTrainingIsNotRepeated()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { CheckpointPath = folder.File("training.checkpoint") };
        var (first, weights) = Run(options);
        using var network = new TinyNetwork();
        var second = new FineTuner(network, options).Fit(Train, Validation);

        Assert.AreEqual(0, network.ImagesSeen);
        CollectionAssert.AreEqual(first.Epochs.ToArray(), second.Epochs.ToArray());
        foreach (var (key, value) in weights) Assert.IsTrue(value.SequenceEqual(network.Snapshot()[key]), key);
    }

    [TestMethod]
    public void ACheckpointOfAnotherTrainingIsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 3, CheckpointPath = folder.File("training.checkpoint") };
        Run(options);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Run(options with { BatchSize = 8, LoaderThreads = 2 }));
        StringAssert.Contains(error.Message, "BatchSize was 16 and is 8");
        Assert.DoesNotContain("LoaderThreads", error.Message);

        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, options);
        error = Assert.ThrowsExactly<InvalidOperationException>(() => tuner.Fit(TintedImages.Create(60), Validation));
        StringAssert.Contains(error.Message, "training set was 80 images");
    }

    [TestMethod]
    public void ADamagedCheckpointIsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("training.checkpoint");
        var options = Options with { Epochs = 3, CheckpointPath = path };
        Run(options);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 5, 10, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Run(options)).Message, path, $"{length} bytes");
        }
    }

    private static (TrainingResult Result, Dictionary<string, byte[]> Weights) Run(FineTuningOptions options, int? interruptIn = null)
    {
        using var network = new TinyNetwork();
        using var source = new CancellationTokenSource();
        var tuner = new FineTuner(network, options);
        tuner.IterationCompleted += report => { if (report.Epoch == interruptIn && report.Iteration == 2) source.Cancel(); };
        return (tuner.Fit(Train, Validation, source.Token), network.Snapshot());
    }

    private static EpochReport[] WithoutTimes(TrainingResult result) => [.. result.Epochs.Select(epoch => epoch with { Seconds = 0 })];
}
