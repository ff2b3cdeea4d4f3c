namespace Toolkit.Training;

/// <summary>
/// PyTorch's <c>OneCycleLR</c> without changes of momentum: from a 25th of the full rates to these over the first 30 % of the iterations,
/// then to a 250,000th, which the last iteration has.
/// </summary>
/// <inheritdoc/>
internal sealed class OneCycleSchedule(Optimizer optimizer, int iterations) : CurveSchedule(optimizer, iterations)
{
    private const double Start = 1 / 25.0, End = Start / 1e4, RisingShare = 0.3;

    protected override double Factor(int done, int iterations)
    {
        var (peak, last) = (RisingShare * iterations - 1, iterations - 1);
        return done <= peak ? Anneal(Start, 1, done / peak) : Anneal(1, End, Math.Min(1, (done - peak) / (last - peak)));
    }
}
