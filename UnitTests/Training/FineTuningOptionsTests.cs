using Toolkit.Networks;
using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class FineTuningOptionsTests
{
    private static readonly FineTuningOptions Valid = new();

    public static IEnumerable<object[]> Wrong =>
    [
        [Valid with { Epochs = 0 }, "Epochs must be at least 1, but got 0."],
        [Valid with { FrozenEpochs = -1 }, "FrozenEpochs must be at least 0, but got -1."],
        [Valid with { Epochs = 3, FrozenEpochs = 4 }, "FrozenEpochs are the first of all Epochs (3) and cannot be more"],
        [Valid with { LearningRate = -0.1 }, "LearningRate must be a finite number above 0, such as 1e-3, but got -0.1."],
        [Valid with { LearningRate = double.NaN }, "LearningRate"],
        [Valid with { UnfrozenLearningRate = 0 }, "UnfrozenLearningRate"],
        [Valid with { FirstLayerGroupRateFactor = 0 }, "FirstLayerGroupRateFactor must be above 0 and at most 1, such as 0.01, but got 0."],
        [Valid with { FirstLayerGroupRateFactor = 1.5 }, "FirstLayerGroupRateFactor"],
        [Valid with { FirstLayerGroupRateFactor = 0.1, LayerGroupRateFactors = [1, 1] }, "leave one of them out"],
        [Valid with { BatchSize = 0 }, "BatchSize must be at least 1, but got 0."],
        [Valid with { LabelSmoothing = 1 }, "LabelSmoothing"],
        [Valid with { ValidationFraction = 1 }, "ValidationFraction must be at least 0 and below 1, but got 1."],
        [Valid with { LoaderThreads = 0 }, "LoaderThreads"],
        [Valid with { FeatureCacheBytes = -1 }, "FeatureCacheBytes"],
        [Valid with { LayerGroupRateFactors = [-1] }, "LayerGroupRateFactors"],
        [Valid with { Precision = (TrainingPrecision)9 }, "Precision must be one of Float32, BFloat16, but got 9."],
    ];

    [TestMethod]
    public void RatesRiseFromTheFirstGroupToTheHead()
    {
        var factors = (Valid with { FirstLayerGroupRateFactor = 0.01 }).RateFactors(groups: 3);
        foreach (var (expected, actual) in new[] { 0.01, 0.1, 1 }.Zip(factors)) Assert.AreEqual(expected, actual, 1e-12);
        CollectionAssert.AreEqual(new[] { 0.5, 1 }, (Valid with { LayerGroupRateFactors = [0.5, 1] }).RateFactors(2).ToArray());
        CollectionAssert.AreEqual(new[] { 1.0, 1 }, Valid.RateFactors(2).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void AWrongValueIsNamedWithItsRange(FineTuningOptions options, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate);
        StringAssert.Contains(error.Message, message);
    }

    public static IEnumerable<object[]> WrongNumbers =>
    [
        [() => Optimizer.Adam(weightDecay: -1), "weightDecay must be a finite number of at least 0, but got -1."],
        [() => Optimizer.AdamW(beta1: 1), "beta1 must be at least 0 and below 1, but got 1."],
        [() => Optimizer.AdamW(epsilon: double.NaN), "epsilon"],
        [() => Optimizer.Sgd(momentum: 1), "momentum must be at least 0 and below 1, but got 1."],
        [() => Optimizer.Sgd(momentum: 0, nesterov: true), "Nesterov's momentum needs a momentum above 0"],
        [() => Optimizer.RmsProp(alpha: -0.1), "alpha"],
        [() => Schedule.ReduceOnPlateau(factor: 1), "factor must be above 0 and below 1, but got 1."],
        [() => Schedule.ReduceOnPlateau(patience: -1), "patience must be at least 0, but got -1."],
        [() => Schedule.Cosine(warmupEpochs: -1), "warmupEpochs"],
        [() => Schedule.Step(epochs: 0), "epochs must be at least 1, but got 0."],
        [() => new EarlyStopping(patience: -1), "patience"],
        [() => new EarlyStopping(minimumChange: double.NaN), "minimumChange"],
        [() => new EarlyStopping(metric: (EarlyStoppingMetric)7), "metric must be one of Loss, Accuracy"],
        [() => new GradientClipping(maxNorm: 0), "maxNorm must be a finite number above 0"],
    ];

    [TestMethod]
    [DynamicData(nameof(WrongNumbers))]
    public void AWrongNumberOfAPartIsNamedWithItsRange(Func<object> make, string message) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => make()).Message, message);

    [TestMethod]
    public void AThirdOfFewEpochsIsFrozen() => CollectionAssert.AreEqual(
        new[] { 0, 0, 1, 3, 5, 5 }, new[] { 1, 2, 3, 10, 15, 90 }.Select(epochs => new FineTuningOptions { Epochs = epochs }.FrozenEpochs).ToArray());

    [TestMethod]
    public void TheDefaultsAndThePresetsAreValid()
    {
        Valid.Validate();
        foreach (var name in NetworkCatalog.Names) Recipes.Cifar10(name).Validate();
        foreach (var name in Recipes.Names)
        {
            var recipe = Recipes.Named(name, 96);
            recipe.Validate();
            Assert.AreEqual((96, 96), (recipe.Input!.Height, recipe.Input.Width), name);
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Recipes.Named(name, size: 7), name);
        }
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Recipes.Named("photograph")).Message, "Did you mean \"photographs\"?");
    }

    [TestMethod]
    public void ThePresetHasThePublishedNumbers()
    {
        var resnet = Recipes.Cifar10("resnet18");
        Assert.AreEqual((40, 5, 1e-3, 1e-4), (resnet.Epochs, resnet.FrozenEpochs, resnet.LearningRate, resnet.UnfrozenLearningRate));
        Assert.AreEqual(
            (64, Optimizer.Adam(weightDecay: 1e-4), Schedule.ReduceOnPlateau(factor: 0.5, patience: 2)),
            (resnet.BatchSize, resnet.Optimizer, resnet.Schedule));
        Assert.AreEqual(20, Recipes.Cifar10("alexnet32").Epochs);
        Assert.AreEqual((32, 32), (resnet.Input!.Height, resnet.Input.ResizeShorterSide));
        var large = Recipes.Cifar10("resnet18", size: 64).Input!;
        Assert.AreEqual((64, 64, 64), (large.Height, large.Width, large.ResizeShorterSide));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Recipes.Cifar10("resnet18", size: 7));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Recipes.Cifar10("resnet81")).Message, "resnet18");
    }

    [TestMethod]
    public void RateFactorsMustMatchTheLayerGroups()
    {
        using var network = new TinyNetwork();
        var error = Assert.ThrowsExactly<ArgumentException>(() => new FineTuner(network, Valid with { LayerGroupRateFactors = [1, 1, 1] }));
        StringAssert.Contains(error.Message, "2 layer groups of tiny (conv, head), but has 3");
    }
}
