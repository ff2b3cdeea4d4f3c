namespace Toolkit.Training;

/// <summary>An exponentially weighted mean of losses, without the pull towards 0 that its start would have.</summary>
/// <param name="keep">How much of the mean each loss keeps, 0 to below 1.</param>
internal sealed class SmoothedLoss(double keep)
{
    private double mean, weight;

    /// <summary>Adds a loss, and returns the mean.</summary>
    public double Add(double loss)
    {
        (mean, weight) = (keep * mean + (1 - keep) * loss, keep * weight + (1 - keep));
        return mean / weight;
    }
}
