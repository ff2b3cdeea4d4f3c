namespace Toolkit.Images;

/// <summary>Which source pixels each target pixel is made of, and their weights in fixed point, along one axis.</summary>
internal sealed class ResamplingWeights
{
    /// <summary>Binary digits after the point.</summary>
    public const int Bits = 22;

    private (int From, int To, Interpolation Interpolation) prepared;
    private int stride;
    private int[] firsts = [], counts = [], weights = [];

    /// <summary>The weights of the source pixels from <paramref name="first"/> on that make a target pixel.</summary>
    public ReadOnlySpan<int> At(int target, out int first)
    {
        first = firsts[target];
        return weights.AsSpan(target * stride, counts[target]);
    }

    /// <summary>Computes the weights for scaling <paramref name="from"/> pixels to <paramref name="to"/>.</summary>
    public void Prepare(int from, int to, Interpolation interpolation)
    {
        if (prepared == (from, to, interpolation)) return;
        prepared = (from, to, interpolation);
        var scale = (double)from / to;
        var widening = Math.Max(scale, 1);
        var radius = widening * (interpolation == Interpolation.Bicubic ? 2 : 1);
        stride = (int)Math.Ceiling(radius) * 2 + 1;
        if (firsts.Length < to) (firsts, counts) = (new int[to], new int[to]);
        if (weights.Length < to * stride) weights = new int[to * stride];
        Span<double> shares = stride <= 512 ? stackalloc double[stride] : new double[stride];
        for (var target = 0; target < to; target++) PrepareOne(target, (target + 0.5) * scale, radius, widening, shares);
    }

    private void PrepareOne(int target, double centre, double radius, double widening, Span<double> shares)
    {
        var first = Math.Max((int)(centre - radius + 0.5), 0);
        var count = Math.Min((int)(centre + radius + 0.5), prepared.From) - first;
        var total = 0.0;
        for (var i = 0; i < count; i++)
        {
            var distance = Math.Abs((first + i - centre + 0.5) / widening);
            shares[i] = prepared.Interpolation == Interpolation.Bicubic ? Cubic(distance) : Math.Max(0, 1 - distance);
            total += shares[i];
        }
        (firsts[target], counts[target]) = (first, count);
        for (var i = 0; i < count; i++)
            weights[target * stride + i] = (int)Math.Round(shares[i] / total * (1 << Bits), MidpointRounding.AwayFromZero);
    }

    private static double Cubic(double distance)
    {
        const double a = -0.5;
        return distance switch
        {
            < 1 => ((a + 2) * distance - (a + 3)) * distance * distance + 1,
            < 2 => (((distance - 5) * distance + 8) * distance - 4) * a,
            _ => 0,
        };
    }
}
