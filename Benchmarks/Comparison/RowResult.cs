namespace Toolkit.Benchmarks.Comparison;

/// <summary>What a row came to.</summary>
/// <param name="Row">The row.</param>
/// <param name="Ours">Our side.</param>
/// <param name="TorchSharp">The same in plain TorchSharp, where there is such a thing.</param>
/// <param name="Others">The other peers; none under <c>--check</c>.</param>
internal sealed record RowResult(BenchmarkRow Row, Sample Ours, Sample? TorchSharp, IReadOnlyList<Sample> Others)
{
    /// <summary>How many times better ours is than plain TorchSharp.</summary>
    public double? ToTorchSharp => TorchSharp is null ? null : RatioTo(TorchSharp);

    /// <summary>How many times better ours is than the best other peer.</summary>
    public double? ToBestOther => Others.Count == 0 ? null : Others.Min(RatioTo);

    /// <summary>How many times better ours is than the best of PyTorch's forms.</summary>
    public double? ToPyTorch
    {
        get
        {
            var forms = Row.OtherPeers.Zip(Others).Where(peer => peer.First.InPython).Select(peer => RatioTo(peer.Second)).ToList();
            return forms.Count == 0 ? null : forms.Min();
        }
    }

    private double RatioTo(Sample peer) =>
        Row.Quantity == Quantity.Throughput ? Ours.Median / peer.Median : peer.Median / Ours.Median;
}
