namespace Toolkit.Benchmarks.Comparison;

/// <summary>One side's values of a row.</summary>
internal sealed record Sample(string Title, IReadOnlyList<double> Values)
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

/// <summary>What a row came to.</summary>
internal sealed record RowResult(BenchmarkRow Row, Sample Ours, IReadOnlyList<Sample> Peers)
{
    /// <summary>Whether more is better.</summary>
    public bool IsRate => Row.Quantity == Quantity.Throughput;

    public Sample BestPeer => IsRate ? Peers.MaxBy(peer => peer.Median)! : Peers.MinBy(peer => peer.Median)!;

    /// <summary>How many times better ours is than the best peer.</summary>
    public double Ratio => IsRate ? Ours.Median / BestPeer.Median : BestPeer.Median / Ours.Median;

    public bool Holds => Ratio >= Row.Target;
}
