using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

/// <summary>Schedules against PyTorch's, and the rates that a training run really used, from its reports.</summary>
[TestClass]
public sealed class RateScheduleTests
{
    private static readonly double[] Losses = [1, 0.9, 0.95, 0.89999, 0.92, 0.5, 0.5, 0.49996, 0.6, 0.4, double.NaN, 0.7, 0.3, 0.3, 0.3, 0.3];

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 8,
        FrozenEpochs = 0,
        LearningRate = 0.01,
        BatchSize = 16,
        Schedule = Schedule.ReduceOnPlateau(factor: 0.1, patience: 1),
        LoaderThreads = 1,
    };

    [TestMethod]
    public void TheRateFallsAtAPlateau()
    {
        var (result, _) = Train(Options with { LearningRate = 0.5 });
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
        var (_, rates) = Train(Options with { Schedule = Schedule.Cosine() });
        Assert.AreEqual(0.01, rates[0], 1e-12);
        Assert.AreEqual(0.005, rates[rates.Count / 2], 1e-12);
        Assert.IsLessThan(1e-4, rates[^1]);
        CollectionAssert.AreEqual(rates.OrderDescending().ToArray(), rates);
    }

    [TestMethod]
    public void OneCycleRisesAndFalls()
    {
        var (_, rates) = Train(Options with { Schedule = Schedule.OneCycle() });
        Assert.AreEqual(0.01 / 25, rates[0], 1e-12);
        Assert.AreEqual(0.01, rates.Max(), 1e-4);
        Assert.AreEqual(0.3, rates.IndexOf(rates.Max()) / (double)rates.Count, 0.05);
        Assert.IsLessThan(1e-4, rates[^1]);
    }

    [TestMethod]
    public void EveryPhaseHasAScheduleOfItsOwn()
    {
        var (_, rates) = Train(Options with { FrozenEpochs = 4, UnfrozenLearningRate = 1e-3, Schedule = Schedule.Cosine() });
        Assert.AreEqual(0.01, rates[0], 1e-12);
        Assert.AreEqual(1e-3, rates[rates.Count / 2], 1e-12);
    }

    [TestMethod]
    public void SchedulesFollowPyTorch()
    {
        using var reference = new PythonReference();
        reference.Give("losses", (ReadOnlySpan<double>)Losses, Losses.Length);
        reference.Run("""
            def record(name, make, count, step):
                groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in (0.1, 0.02)]
                optimizer = torch.optim.SGD(groups, lr=0.1)
                schedule = make(optimizer)
                rates = []
                for i in range(count):
                    rates.append([group["lr"] for group in optimizer.param_groups])
                    optimizer.step()
                    step(schedule, i)
                rates.append([group["lr"] for group in optimizer.param_groups])
                save(name, np.array(rates))

            schedules, losses = torch.optim.lr_scheduler, take("losses").tolist()
            for patience in (0, 1, 2):
                record(f"plateau {patience}", lambda o: schedules.ReduceLROnPlateau(o, factor=0.3, patience=patience), len(losses),
                       lambda schedule, i: schedule.step(losses[i]))
            record("tiny", lambda o: schedules.ReduceLROnPlateau(o, factor=0.001, patience=0), len(losses),
                   lambda schedule, i: schedule.step(1.0))
            for count in (7, 100):
                def warm(o):
                    parts = [schedules.LinearLR(o, start_factor=0.01, total_iters=5), schedules.CosineAnnealingLR(o, count - 5)]
                    return schedules.SequentialLR(o, parts, milestones=[5])
                record(f"warm cosine {count}", warm, count - 1, lambda schedule, i: schedule.step())
            for every in (5, 10):
                record(f"step {every}", lambda o: schedules.StepLR(o, every, gamma=0.3), 40, lambda schedule, i: schedule.step())
            for count in (1, 7, 100):
                record(f"cosine {count}", lambda o: schedules.CosineAnnealingLR(o, count), count, lambda schedule, i: schedule.step())
            for count in (2, 3, 7, 10, 100):
                record(f"cycle {count}", lambda o: schedules.OneCycleLR(o, [0.1, 0.02], count, cycle_momentum=False), count - 1,
                       lambda schedule, i: schedule.step())
            """);
        foreach (var patience in new[] { 0, 1, 2 })
            Compare($"plateau {patience}", Schedule.ReduceOnPlateau(0.3, patience), Losses.Length + 1, Losses.Length + 1);
        Compare("tiny", Schedule.ReduceOnPlateau(0.001, 0), Losses.Length + 1, Losses.Length + 1, Enumerable.Repeat(1.0, Losses.Length));
        foreach (var count in new[] { 1, 7, 100 }) Compare($"cosine {count}", Schedule.Cosine(), count + 1, count);
        foreach (var count in new[] { 7, 100 }) Compare($"warm cosine {count}", Schedule.Cosine(warmupEpochs: 5), count, count);
        foreach (var count in new[] { 2, 3, 7, 10, 100 }) Compare($"cycle {count}", Schedule.OneCycle(), count, count);
        foreach (var every in new[] { 5, 10 }) Compare($"step {every}", Schedule.Step(every, 0.3), 41, 41);

        void Compare(string name, Schedule schedule, int count, int steps, IEnumerable<double>? losses = null) => Close.AreClose(
            reference.Take<double>(name).Values, RatesOf(schedule, count, steps, [.. losses ?? Losses]), 1e-12, name);
    }

    [TestMethod]
    public void AScheduleFromOutsideSetsTheRates()
    {
        var (_, rates) = Train(Options with { Epochs = 2, Schedule = new EveryOther(0.1) });
        CollectionAssert.AreEqual(Enumerable.Range(0, rates.Count).Select(i => i % 2 == 0 ? 0.01 : 0.01 * 0.1).ToArray(), rates);
    }

    [TestMethod]
    public void AReportHasTheRateOfTheEpochsLastStep()
    {
        var (result, rates) = Train(Options with { Schedule = Schedule.Cosine() });
        var steps = rates.Count / result.Epochs.Count;
        foreach (var epoch in result.Epochs) Assert.AreEqual(rates[epoch.Epoch * steps - 1], epoch.LearningRate, $"epoch {epoch.Epoch}");
    }

    /// <summary>The rates of two groups in each of some steps of one-step epochs.</summary>
    private static double[] RatesOf(Schedule schedule, int count, int steps, double[] losses) =>
        [.. from step in Enumerable.Range(0, count)
            from fullRate in new[] { 0.1, 0.02 }
            select schedule.Rate(fullRate, new SchedulePosition(step, steps, 1, losses[..Math.Min(step, losses.Length)]))];

    private sealed record EveryOther(double Factor) : Schedule
    {
        public override double Rate(double fullRate, SchedulePosition position) => position.Step % 2 == 0 ? fullRate : fullRate * Factor;
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
