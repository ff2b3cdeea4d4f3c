namespace Toolkit.Training;

/// <summary>
/// How the learning rates change within a phase: the numbers of a schedule. Those that come with the toolkit are
/// <c>Schedule.Constant()</c>, <c>Schedule.ReduceOnPlateau(…)</c>, <c>Schedule.Step(…)</c>, <c>Schedule.Cosine(…)</c> and
/// <c>Schedule.OneCycle(…)</c>. One of your own is a record with the numbers as its properties. Every phase begins it anew.
/// </summary>
/// <remarks>
/// A rate depends on nothing but the full rate and the position, which tells of all that has happened in the phase. So a schedule needs no
/// state in a checkpoint, and a training run that goes on has the rates that it would have had.
/// </remarks>
public abstract partial record Schedule
{
    /// <summary>The rate of a param group in the next step.</summary>
    /// <param name="fullRate">The group's rate as the options give it, at least 0.</param>
    /// <param name="position">Where in the phase the step is.</param>
    /// <returns>At least 0.</returns>
    public abstract double Rate(double fullRate, SchedulePosition position);

    /// <summary>Half a cosine between two values; <paramref name="progress"/> is 0 to 1.</summary>
    protected static double Anneal(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;
}
