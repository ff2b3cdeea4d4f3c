namespace Toolkit.Training;

/// <summary>Multiplies the full rates by a factor that depends on the number of iterations done.</summary>
internal abstract class CurveSchedule : RateSchedule
{
    private readonly (ParamGroup Group, double FullRate)[] groups;
    private readonly int iterations;
    private int done;

    /// <param name="optimizer">Its rates at this moment are the full rates.</param>
    /// <param name="iterations">Optimizer steps in the whole phase, at least 1.</param>
    protected CurveSchedule(Optimizer optimizer, int iterations)
    {
        groups = [.. optimizer.Groups.Select(group => (group, group.LearningRate))];
        this.iterations = iterations;
        Apply();
    }

    public override void AfterIteration()
    {
        done++;
        Apply();
    }

    /// <summary>The factor of the rates after some iterations.</summary>
    /// <param name="done">Iterations done, 0 to <paramref name="iterations"/>.</param>
    /// <param name="iterations">Those of the whole phase.</param>
    protected abstract double Factor(int done, int iterations);

    /// <summary>Half a cosine between two values; <paramref name="progress"/> is 0 to 1.</summary>
    protected static double Anneal(double from, double to, double progress) => to + (from - to) * (1 + Math.Cos(Math.PI * progress)) / 2;

    private void Apply()
    {
        var factor = Factor(Math.Min(done, iterations), iterations);
        foreach (var (group, fullRate) in groups) group.LearningRate = fullRate * factor;
    }
}
