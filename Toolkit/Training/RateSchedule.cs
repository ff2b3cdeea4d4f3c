using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Training;

/// <summary>Changes an optimizer's rates in the course of one phase. The base class leaves them as they are.</summary>
internal class RateSchedule
{
    /// <summary>The schedule that the options name.</summary>
    /// <param name="options">The schedule and its numbers.</param>
    /// <param name="optimizer">Its rates at this moment are the full rates.</param>
    /// <param name="iterations">Optimizer steps in the whole phase.</param>
    public static RateSchedule Create(FineTuningOptions options, optim.Optimizer optimizer, int iterations) => options.Schedule switch
    {
        RateScheduleKind.ReduceOnPlateau => new PlateauSchedule(optimizer, options.PlateauFactor, options.PlateauPatience),
        RateScheduleKind.Constant => new RateSchedule(),
        RateScheduleKind.Cosine => new CurveSchedule(optimizer, iterations, CurveSchedule.Cosine),
        RateScheduleKind.OneCycle => new CurveSchedule(optimizer, iterations, CurveSchedule.OneCycle),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Schedule, "Unknown schedule."),
    };

    /// <summary>Brings a fresh schedule to where it was after some epochs.</summary>
    public void Replay(IEnumerable<EpochReport> epochs, int iterationsPerEpoch)
    {
        foreach (var epoch in epochs)
        {
            for (var i = 0; i < iterationsPerEpoch; i++) AfterIteration();
            AfterEpoch(epoch.WatchedLoss);
        }
    }

    public virtual void AfterIteration() { }

    public virtual void AfterEpoch(double watchedLoss) { }
}

/// <summary>PyTorch's ReduceLROnPlateau on the validation loss.</summary>
internal sealed class PlateauSchedule(optim.Optimizer optimizer, double factor, int patience) : RateSchedule
{
    private readonly optim.lr_scheduler.LRScheduler scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, "min", factor, patience);

    public override void AfterEpoch(double watchedLoss) => scheduler.step(watchedLoss);
}

/// <summary>Multiplies the full rates by a function of the share of the phase's iterations that are done.</summary>
internal sealed class CurveSchedule : RateSchedule
{
    private readonly (optim.ILearningRateController Group, double FullRate)[] groups;
    private readonly int iterations;
    private readonly Func<double, double> curve;
    private int done;

    public CurveSchedule(optim.Optimizer optimizer, int iterations, Func<double, double> curve)
    {
        groups = [.. optimizer.ParamGroups.Select(group => (group, group.LearningRate))];
        (this.iterations, this.curve) = (iterations, curve);
        Apply();
    }

    /// <summary>From 1 to 0.</summary>
    public static double Cosine(double progress) => Anneal(1, 0, progress);

    /// <summary>From 1/25 to 1 until 0.3, then to 1/250,000.</summary>
    public static double OneCycle(double progress)
    {
        const double start = 1 / 25.0, peak = 0.3, end = start / 1e4;
        return progress < peak ? Anneal(start, 1, progress / peak) : Anneal(1, end, (progress - peak) / (1 - peak));
    }

    public override void AfterIteration()
    {
        done++;
        Apply();
    }

    private static double Anneal(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;

    private void Apply()
    {
        var factor = curve(Math.Min(1, (double)done / iterations));
        foreach (var (group, fullRate) in groups) group.LearningRate = fullRate * factor;
    }
}
