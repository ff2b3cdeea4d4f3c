namespace Toolkit.Training;

/// <summary>Changes an optimizer's rates in the course of one phase. The base class leaves them as they are.</summary>
internal class RateSchedule
{
    /// <summary>The schedule that the options name.</summary>
    /// <param name="options">The schedule and its numbers.</param>
    /// <param name="optimizer">Its rates at this moment are the full rates.</param>
    /// <param name="iterations">Optimizer steps in the whole phase.</param>
    public static RateSchedule Create(FineTuningOptions options, Optimizer optimizer, int iterations) => options.Schedule switch
    {
        RateScheduleKind.ReduceOnPlateau => new PlateauSchedule(optimizer, options.PlateauFactor, options.PlateauPatience),
        RateScheduleKind.Constant => new RateSchedule(),
        RateScheduleKind.Cosine => new CosineSchedule(optimizer, iterations),
        RateScheduleKind.OneCycle => new OneCycleSchedule(optimizer, iterations),
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
