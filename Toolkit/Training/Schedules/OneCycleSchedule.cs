namespace Toolkit.Training;

public abstract partial record Schedule
{
    /// <summary>
    /// The rates rise from a 25th to their full value over the first 30 % of the steps and fall to a 250,000th, which the last step has, both
    /// along half a cosine (Smith and Topin 2017): PyTorch's <c>OneCycleLR</c>, but momentum stays as it is.
    /// </summary>
    public static Schedule OneCycle() => new OneCycleSchedule();
}

internal sealed record OneCycleSchedule : Schedule
{
    private const double Start = 1 / 25.0, End = Start / 1e4, RisingShare = 0.3;

    public override double Rate(double fullRate, SchedulePosition position)
    {
        var (peak, last) = (RisingShare * position.Steps - 1, position.Steps - 1);
        return fullRate * (position.Step <= peak
            ? Anneal(Start, 1, position.Step / peak)
            : Anneal(1, End, Math.Min(1, (position.Step - peak) / (last - peak))));
    }
}
