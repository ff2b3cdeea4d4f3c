using Toolkit.Data;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class FineTunerTests
{
    private static readonly FineTuningOptions Quick = new()
    {
        Epochs = 4,
        FrozenEpochs = 2,
        BatchSize = 16,
        LearningRate = 1e-2,
        UnfrozenLearningRate = 1e-3,
        LoaderThreads = 1,
    };

    [TestMethod]
    public void LearnsAndReportsEveryEpochAndIteration()
    {
        using var network = new TinyNetwork();
        var (iterations, epochs) = (new List<IterationReport>(), new List<EpochReport>());
        var tuner = new FineTuner(network, Quick with { Epochs = 12 });
        tuner.IterationCompleted += iterations.Add;
        tuner.EpochCompleted += epochs.Add;
        var result = tuner.Fit(TintedImages.Create(160), TintedImages.Create(64, seed: 2));

        Assert.IsFalse(result.Cancelled);
        Assert.IsGreaterThan(0.8, result.Best!.ValidationAccuracy!.Value);
        CollectionAssert.AreEqual(Enumerable.Range(1, 12).ToArray(), epochs.Select(e => e.Epoch).ToArray());
        CollectionAssert.AreEqual(epochs, result.Epochs.ToArray());
        CollectionAssert.AreEqual(iterations.Select(i => i.Loss).ToArray(), result.IterationLosses.ToArray());
        Assert.HasCount(12 * 10, iterations);
        var last = iterations[^1];
        Assert.AreEqual((12, TrainingPhase.Unfrozen, 10, 10), (last.Epoch, last.Phase, last.Iteration, last.Iterations));
        Assert.IsTrue(iterations.All(i => i.ImagesPerSecond > 0 && i.TimeLeft >= TimeSpan.Zero));
        Assert.IsLessThan(epochs[0].TrainLoss, epochs[^1].TrainLoss);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void FrozenEpochsChangeTheHeadOnly(bool augment)
    {
        using var network = new TinyNetwork();
        var before = network.Snapshot();
        new FineTuner(network, Quick with { Epochs = 2, AugmentWhileFrozen = augment }).Fit(TintedImages.Create(80));
        var after = network.Snapshot();

        foreach (var (key, value) in before) Assert.AreEqual(!key.StartsWith("head."), value.SequenceEqual(after[key]), key);
    }

    [TestMethod]
    public void FrozenStatisticsFollowTheImagesOnRequest()
    {
        using var network = new TinyNetwork();
        var before = network.Snapshot();
        new FineTuner(network, Quick with { Epochs = 2, BatchNormStatistics = BatchNormStatistics.Follow }).Fit(TintedImages.Create(80));
        var after = network.Snapshot();

        string[] changed = [.. before.Keys.Where(key => !before[key].SequenceEqual(after[key]))];
        CollectionAssert.AreEquivalent(
            new[] { "bn.running_mean", "bn.running_var", "bn.num_batches_tracked", "head.fc.weight", "head.fc.bias" }, changed);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void KeptStatisticsStayWhileEverythingElseLearns(int frozenEpochs)
    {
        using var network = new TinyNetwork();
        var before = network.Snapshot();
        var options = Quick with { Epochs = 2, FrozenEpochs = frozenEpochs, BatchNormStatistics = BatchNormStatistics.Keep };
        new FineTuner(network, options).Fit(TintedImages.Create(80));
        var after = network.Snapshot();

        string[] kept = [.. before.Keys.Where(key => before[key].SequenceEqual(after[key]))];
        CollectionAssert.AreEquivalent(new[] { "bn.running_mean", "bn.running_var", "bn.num_batches_tracked" }, kept);
    }

    /// <summary>Batch normalisation by running statistics takes each image by itself, so that a last batch of one counts.</summary>
    [TestMethod]
    [DataRow(BatchNormStatistics.FollowWhileUnfrozen, 1)]
    [DataRow(BatchNormStatistics.Keep, 2)]
    public void ALastBatchOfOneImageTrainsWhereStatisticsAreKept(BatchNormStatistics statistics, int steps)
    {
        using var network = new TinyNetwork();
        var options = Quick with { Epochs = 1, FrozenEpochs = 0, BatchSize = 8, ValidationFraction = 0, BatchNormStatistics = statistics };
        Assert.HasCount(steps, new FineTuner(network, options).Fit(TintedImages.Create(9)).IterationLosses);
    }

    [TestMethod]
    public void UnfrozenEpochsChangeEverythingAtTheLoweredRate()
    {
        using var network = new TinyNetwork();
        var before = network.Snapshot();
        var rates = new List<(TrainingPhase, double)>();
        var tuner = new FineTuner(network, Quick with { Schedule = Schedule.Constant() });
        tuner.IterationCompleted += report => rates.Add((report.Phase, report.LearningRate));
        tuner.Fit(TintedImages.Create(80), TintedImages.Create(40, seed: 2, tint: 40));
        var after = network.Snapshot();

        foreach (var (key, value) in before) Assert.IsFalse(value.SequenceEqual(after[key]), key);
        CollectionAssert.AreEqual(new[] { (TrainingPhase.Frozen, 1e-2), (TrainingPhase.Unfrozen, 1e-3) }, rates.Distinct().ToArray());
    }

    [TestMethod]
    public void LayerGroupsLearnAtTheirOwnRates()
    {
        using var network = new TinyNetwork();
        var before = network.Snapshot();
        var options = Quick with { FrozenEpochs = 0, Optimizer = Optimizer.Adam(), LayerGroupRateFactors = [0, 1] };
        new FineTuner(network, options).Fit(TintedImages.Create(80));
        var after = network.Snapshot();

        Assert.IsTrue(before["conv.weight"].SequenceEqual(after["conv.weight"]));
        Assert.IsFalse(before["head.fc.weight"].SequenceEqual(after["head.fc.weight"]));
    }

    [TestMethod]
    [DynamicData(nameof(OptimizerCases.Names), typeof(OptimizerCases))]
    public void TheSameSeedGivesTheSameWeightsWithAnyNumberOfThreads(string optimizer)
    {
        var options = Quick with { Optimizer = OptimizerCases.Of(optimizer), Seed = 7 };
        var one = Train(options with { LoaderThreads = 1 });
        AssertSame(one, Train(options with { LoaderThreads = 1 }));
        AssertSame(one, Train(options with { LoaderThreads = 2 }));
        Assert.IsFalse(one["head.fc.weight"].SequenceEqual(Train(options with { Seed = 8 })["head.fc.weight"]));
    }

    [TestMethod]
    public void FeaturesAreComputedOnceWhereTheFrozenPhaseHasNoRandomTransforms()
    {
        var (train, validation) = (TintedImages.Create(100), TintedImages.Create(30, seed: 2));
        var options = Quick with { Epochs = 3, FrozenEpochs = 3, AugmentWhileFrozen = false };
        using var cached = new TinyNetwork();
        using var direct = new TinyNetwork();
        var withCache = new FineTuner(cached, options).Fit(train, validation);
        var without = new FineTuner(direct, options with { FeatureCacheBytes = 0 }).Fit(train, validation);

        Assert.AreEqual(130, cached.ImagesSeen);
        Assert.AreEqual(3 * 130, direct.ImagesSeen);
        foreach (var (a, b) in withCache.IterationLosses.Zip(without.IterationLosses)) Assert.AreEqual(b, a, 1e-5);
        Assert.AreEqual(without.Best!.Validation!.Loss, withCache.Best!.Validation!.Loss, 1e-5);
    }

    [TestMethod]
    public void TheBestWeightsAreRestored()
    {
        using var network = new TinyNetwork();
        var snapshots = new List<Dictionary<string, byte[]>>();
        var tuner = new FineTuner(network, Quick with { Epochs = 8, LearningRate = 0.3, Schedule = Schedule.Constant() });
        tuner.EpochCompleted += _ => snapshots.Add(network.Snapshot());
        var result = tuner.Fit(TintedImages.Create(80, tint: 30), TintedImages.Create(40, seed: 2, tint: 30));

        var best = result.Epochs.OrderByDescending(e => e.ValidationAccuracy).ThenBy(e => e.ValidationLoss).ThenBy(e => e.Epoch).First();
        Assert.AreEqual(best, result.Best);
        AssertSame(snapshots[best.Epoch - 1], network.Snapshot());
        Assert.IsFalse(network.training);
    }

    [TestMethod]
    public void WithoutValidationAllImagesTrainAndTheLastWeightsStay()
    {
        using var network = new TinyNetwork();
        Dictionary<string, byte[]> last = [];
        var tuner = new FineTuner(network, Quick with { Epochs = 5, LearningRate = 0.3, ValidationFraction = 0 });
        tuner.EpochCompleted += _ => last = network.Snapshot();
        var result = tuner.Fit(TintedImages.Create(80));

        Assert.HasCount(5 * 80 / Quick.BatchSize, result.IterationLosses);
        Assert.IsTrue(result.Epochs.All(epoch => epoch.Validation is null && epoch.ValidationLoss is null));
        Assert.AreEqual(result.Epochs[^1], result.Best);
        AssertSame(last, network.Snapshot());
    }

    [TestMethod]
    public void CancellationKeepsTheBestSoFar()
    {
        using var network = new TinyNetwork();
        using var source = new CancellationTokenSource();
        Dictionary<string, byte[]>? afterFirst = null;
        var tuner = new FineTuner(network, Quick);
        tuner.EpochCompleted += _ => afterFirst ??= network.Snapshot();
        tuner.IterationCompleted += report => { if (report is { Epoch: 2, Iteration: 3 }) source.Cancel(); };
        var result = tuner.Fit(TintedImages.Create(80), TintedImages.Create(40, seed: 2), source.Token);

        Assert.IsTrue(result.Cancelled);
        Assert.HasCount(1, result.Epochs);
        Assert.HasCount(5 + 3, result.IterationLosses);
        AssertSame(afterFirst!, network.Snapshot());
    }

    [TestMethod]
    public void CancellationBeforeTheFirstEpochEndsIsSaid()
    {
        using var network = new TinyNetwork();
        var result = new FineTuner(network, Quick).Fit(TintedImages.Create(80), cancellation: new CancellationToken(true));
        Assert.IsTrue(result.Cancelled);
        Assert.IsNull(result.Best);
    }

    [TestMethod]
    public void AHeadForOtherClassesIsReplacedAndDependsOnTheSeed()
    {
        static byte[] Head(int seed)
        {
            using var network = new TinyNetwork(classes: 1000);
            new FineTuner(network, Quick with { Seed = seed }).Fit(TintedImages.Create(60));
            Assert.AreEqual(3, network.Classes);
            return network.Snapshot()["head.fc.weight"];
        }
        CollectionAssert.AreEqual(Head(1), Head(1));
        CollectionAssert.AreNotEqual(Head(1), Head(2));
    }

    [TestMethod]
    public void ALastBatchOfOneImageIsLeftOut()
    {
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, Quick with { Epochs = 1, FrozenEpochs = 0 });
        var result = tuner.Fit(TintedImages.Create(33), TintedImages.Create(17));
        Assert.HasCount(2, result.IterationLosses);
    }

    [TestMethod]
    public void ADivergedTrainingSaysSo()
    {
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, Quick with { Optimizer = Optimizer.Sgd(), LearningRate = 1e30, FrozenEpochs = 0 });
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => tuner.Fit(TintedImages.Create(80)));
        StringAssert.Contains(error.Message, "Lower the learning rate");
    }

    [TestMethod]
    public void DataThatCannotBeTrainedOnIsRefused()
    {
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, Quick);
        var images = TintedImages.Create(30);
        StringAssert.Contains(Refused(images.Subset([])), "at least 2 images");
        StringAssert.Contains(Refused(images.Subset([0, 3, 6])), "all 3 training images are 'red'");
        StringAssert.Contains(Refused(images, images.Subset([])), "no images");
        StringAssert.Contains(Refused(images, TintedImages.Create(30, classes: 2)), "same order (red, green, blue)");

        string Refused(IImageDataset train, IImageDataset? validation = null) =>
            Assert.ThrowsExactly<ArgumentException>(() => tuner.Fit(train, validation)).Message;
    }

    private static Dictionary<string, byte[]> Train(FineTuningOptions options)
    {
        using var network = new TinyNetwork();
        new FineTuner(network, options).Fit(TintedImages.Create(90));
        return network.Snapshot();
    }

    private static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        foreach (var (key, value) in expected) Assert.IsTrue(value.SequenceEqual(actual[key]), key);
    }
}
