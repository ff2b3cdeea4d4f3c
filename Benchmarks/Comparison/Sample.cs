namespace Toolkit.Benchmarks.Comparison;

/// <summary>One side's values of a row.</summary>
/// <param name="Title">What the report calls the side.</param>
/// <param name="Values">One a round.</param>
/// <param name="Deaths">How often its process ended in the middle of a round.</param>
internal sealed record Sample(string Title, IReadOnlyList<double> Values, int Deaths)
{
    public double Median => Quantile(0.5);

    /// <summary>Distance between the quartiles, as a share of the median.</summary>
    public double Spread => (Quantile(0.75) - Quantile(0.25)) / Median;

    /// <summary>A quantile, linear between values.</summary>
    public double Quantile(double share)
    {
        double[] sorted = [.. Values.Order()];
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
