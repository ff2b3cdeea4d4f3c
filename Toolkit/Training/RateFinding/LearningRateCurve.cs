namespace Toolkit.Training;

/// <summary>A step of <see cref="LearningRateFinder"/>.</summary>
/// <param name="LearningRate">The head's rate.</param>
/// <param name="Loss">The loss of the step's batch, before the step.</param>
/// <param name="SmoothedLoss">The mean of the losses so far, of which late ones count more.</param>
public sealed record LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);

/// <summary>How the loss went while the learning rate rose, and the rates that follow.</summary>
/// <param name="Points">The steps in their order.</param>
/// <param name="Diverged">Whether the search ended since the loss rose too far or was no finite number; else the highest rate was reached.</param>
public sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, bool Diverged)
{
    /// <summary>Points at the end that say more about the divergence than about learning.</summary>
    private const int LastPoints = 5;

    private const int FirstShare = 10, BelowMinimum = 10;

    /// <summary>
    /// The rate at which the smoothed loss falls fastest by the logarithm of the rate; null where there are too few points. The first tenth of the
    /// points, in which the mean is over few losses, and the last five are left out, as fastai does.
    /// </summary>
    public double? Steepest
    {
        get
        {
            var points = Middle();
            return points.Length < 2 ? null : points.Zip(points.Skip(1)).MinBy(pair => Slope(pair.First, pair.Second)).First.LearningRate;
        }
    }

    /// <summary>
    /// A tenth of the rate at which the smoothed loss is lowest, which is safe where it still falls; null where there are too few points. Points are
    /// left out as for <see cref="Steepest"/>.
    /// </summary>
    public double? TenthOfMinimum => Middle().MinBy(point => point.SmoothedLoss)?.LearningRate / BelowMinimum;

    private LearningRatePoint[] Middle() => [.. Points.Skip(Points.Count / FirstShare).SkipLast(LastPoints)];

    private static double Slope(LearningRatePoint point, LearningRatePoint next) =>
        (next.SmoothedLoss - point.SmoothedLoss) / Math.Log(next.LearningRate / point.LearningRate);
}
