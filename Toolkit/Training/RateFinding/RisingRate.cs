namespace Toolkit.Training;

/// <summary>Multiplies the full rate by a factor that rises exponentially from the first step to the last.</summary>
internal sealed record RisingRate(double Lowest, double Highest) : Schedule
{
    public override double Rate(double fullRate, SchedulePosition position) =>
        fullRate * Lowest * Math.Pow(Highest / Lowest, position.Step / (position.Steps - 1.0));
}
