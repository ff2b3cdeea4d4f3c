using Microsoft.VisualStudio.TestTools.UnitTesting;
using Toolkit.Training;

namespace Toolkit.UnitTests.Training;

/// <summary>The rates that a training really used, from its reports.</summary>
[TestClass]
public sealed class RateScheduleTests
{
    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 8,
        FrozenEpochs = 0,
        LearningRate = 0.01,
        BatchSize = 16,
        PlateauPatience = 1,
        PlateauFactor = 0.1,
        LoaderThreads = 1,
    };

    [TestMethod]
    public void TheRateFallsAtAPlateau()
    {
        var (result, _) = Train(Options with { LearningRate = 0.5, Schedule = RateScheduleKind.ReduceOnPlateau });
        var (rate, best, waited) = (0.5, double.PositiveInfinity, 0);
        foreach (var epoch in result.Epochs)
        {
            Assert.AreEqual(rate, epoch.LearningRate, 1e-12, $"epoch {epoch.Epoch}");
            waited = epoch.ValidationLoss!.Value < best * (1 - 1e-4) ? 0 : waited + 1;
            best = Math.Min(best, epoch.ValidationLoss.Value);
            if (waited > 1) (rate, waited) = (rate * 0.1, 0);
        }
        Assert.IsLessThan(0.5, rate, "no plateau came");
    }

    [TestMethod]
    public void ThePlateauIsForgottenWhenTheBackboneUnfreezes()
    {
        var (result, _) = Train(Options with { LearningRate = 0.5, FrozenEpochs = 6, UnfrozenLearningRate = 1e-3 });
        Assert.AreEqual(1e-3, result.Epochs[6].LearningRate, 1e-12);
        Assert.AreEqual(1e-3, result.Epochs[7].LearningRate, 1e-12);
    }

    [TestMethod]
    public void TheCosineFallsFromTheFullRateTowardsZero()
    {
        var (_, rates) = Train(Options with { Schedule = RateScheduleKind.Cosine });
        Assert.AreEqual(0.01, rates[0], 1e-12);
        Assert.AreEqual(0.005, rates[rates.Count / 2], 1e-12);
        Assert.IsLessThan(1e-4, rates[^1]);
        CollectionAssert.AreEqual(rates.OrderDescending().ToArray(), rates);
    }

    [TestMethod]
    public void OneCycleRisesAndFalls()
    {
        var (_, rates) = Train(Options with { Schedule = RateScheduleKind.OneCycle });
        Assert.AreEqual(0.01 / 25, rates[0], 1e-12);
        Assert.AreEqual(0.01, rates.Max(), 1e-4);
        Assert.AreEqual(0.3, rates.IndexOf(rates.Max()) / (double)rates.Count, 0.05);
        Assert.IsLessThan(1e-4, rates[^1]);
    }

    [TestMethod]
    public void EveryPhaseHasAScheduleOfItsOwn()
    {
        var (_, rates) = Train(Options with { FrozenEpochs = 4, UnfrozenLearningRate = 1e-3, Schedule = RateScheduleKind.Cosine });
        Assert.AreEqual(0.01, rates[0], 1e-12);
        Assert.AreEqual(1e-3, rates[rates.Count / 2], 1e-12);
    }

    private static (TrainingResult Result, List<double> Rates) Train(FineTuningOptions options)
    {
        using var network = new TinyNetwork();
        var rates = new List<double>();
        var tuner = new FineTuner(network, options);
        tuner.IterationCompleted += report => rates.Add(report.LearningRate);
        return (tuner.Fit(TintedImages.Create(80), TintedImages.Create(30, seed: 2)), rates);
    }
}
