using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

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
            for count in (1, 7, 100):
                record(f"cosine {count}", lambda o: schedules.CosineAnnealingLR(o, count), count, lambda schedule, i: schedule.step())
            for count in (2, 3, 7, 10, 100):
                record(f"cycle {count}", lambda o: schedules.OneCycleLR(o, [0.1, 0.02], count, cycle_momentum=False), count - 1,
                       lambda schedule, i: schedule.step())
            """);
        foreach (var patience in new[] { 0, 1, 2 })
            Compare($"plateau {patience}", optimizer => new PlateauSchedule(optimizer, 0.3, patience), Losses.Length, i => Losses[i]);
        Compare("tiny", optimizer => new PlateauSchedule(optimizer, 0.001, 0), Losses.Length, _ => 1);
        foreach (var count in new[] { 1, 7, 100 }) Compare($"cosine {count}", optimizer => new CosineSchedule(optimizer, count), count, _ => 0);
        foreach (var count in new[] { 2, 3, 7, 10, 100 })
            Compare($"cycle {count}", optimizer => new OneCycleSchedule(optimizer, count), count - 1, _ => 0);

        void Compare(string name, Func<Optimizer, RateSchedule> make, int count, Func<int, double> loss) =>
            Close.AreClose(reference.Take<double>(name).Values, RatesOf(make, count, loss), 1e-12, name);
    }

    /// <summary>The rates of two groups before the first step and after each of them.</summary>
    private static double[] RatesOf(Func<Optimizer, RateSchedule> make, int count, Func<int, double> loss)
    {
        using var scope = NewDisposeScope();
        using var optimizer = new Sgd([new([nn.Parameter(zeros(1))], 0.1), new([nn.Parameter(zeros(1))], 0.02)]);
        var schedule = make(optimizer);
        List<double> rates = [.. optimizer.Groups.Select(group => group.LearningRate)];
        for (var i = 0; i < count; i++)
        {
            schedule.AfterIteration();
            schedule.AfterEpoch(loss(i));
            rates.AddRange(optimizer.Groups.Select(group => group.LearningRate));
        }
        return [.. rates];
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
