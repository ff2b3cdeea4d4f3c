namespace Toolkit.Training;

public abstract partial record Schedule
{
    /// <summary>The rates stay.</summary>
    public static Schedule Constant() => new ConstantSchedule();
}

internal sealed record ConstantSchedule : Schedule
{
    public override double Rate(double fullRate, SchedulePosition position) => fullRate;
}
