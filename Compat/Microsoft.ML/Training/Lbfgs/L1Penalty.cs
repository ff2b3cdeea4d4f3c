namespace Microsoft.ML.Trainers;

/// <summary>
/// weight · Σ |x| over all but the first parameters, and, if asked for, a bound of those at 0. It has no slope where a parameter is 0;
/// the steps of Andrew and Gao (2007) that depend on it are here.
/// </summary>
/// <param name="freeCount">How many of the first parameters are neither penalised nor bounded: the biases.</param>
/// <param name="weight">0 or more.</param>
/// <param name="nonNegative">Whether the other parameters must not be negative.</param>
internal sealed class L1Penalty(int freeCount, double weight, bool nonNegative)
{
    private readonly bool _isSmooth = weight == 0 && !nonNegative;

    public double ValueAt(ReadOnlySpan<double> point)
    {
        double sum = 0;
        foreach (var x in Bound(point))
            sum += Math.Abs(x);
        return weight * sum;
    }

    /// <summary>The slopes of loss and penalty together: of the subgradients the shortest, which is 0 only at the optimum.</summary>
    public void PseudoGradient(ReadOnlySpan<double> point, ReadOnlySpan<double> gradient, Span<double> result)
    {
        gradient.CopyTo(result);
        var x = Bound(point);
        var slopes = Bound(result);
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = nonNegative ? BoundedSlope(x[i], slopes[i]) : Slope(x[i], slopes[i]);
    }

    /// <summary>Sets to 0 the parts of a direction that have no slope: those parameters stay at 0.</summary>
    public void DropFlat(Span<double> direction, ReadOnlySpan<double> pseudoGradient)
    {
        var d = Bound(direction);
        var slopes = Bound(pseudoGradient);
        for (int i = 0; i < d.Length; i++)
        {
            if (slopes[i] == 0)
                d[i] = 0;
        }
    }

    /// <summary>Sets to 0 the parts of a direction that would go uphill.</summary>
    public void DropUphill(Span<double> direction, ReadOnlySpan<double> pseudoGradient)
    {
        var d = Bound(direction);
        var slopes = Bound(pseudoGradient);
        for (int i = 0; i < d.Length; i++)
        {
            if (d[i] * slopes[i] > 0)
                d[i] = 0;
        }
    }

    /// <summary>A step along <paramref name="direction"/> that ends at 0 where it would cross it.</summary>
    public void Step(ReadOnlySpan<double> point, ReadOnlySpan<double> direction, double length, ReadOnlySpan<double> pseudoGradient,
        Span<double> result)
    {
        point.CopyTo(result);
        DoubleVectors.AddScaled(direction, length, result);
        var x = Bound(point);
        var slopes = Bound(pseudoGradient);
        var next = Bound(result);
        for (int i = 0; i < next.Length; i++)
        {
            int side = nonNegative ? 1 : Math.Sign(x[i] != 0 ? x[i] : -slopes[i]);
            if (next[i] * side <= 0)
                next[i] = 0;
        }
    }

    private double Slope(double x, double slope)
    {
        if (x != 0)
            return slope + Math.CopySign(weight, x);
        return slope < -weight ? slope + weight : slope > weight ? slope - weight : 0;
    }

    private double BoundedSlope(double x, double slope) => x > 0 ? slope + weight : Math.Min(slope + weight, 0);

    private ReadOnlySpan<double> Bound(ReadOnlySpan<double> values) => _isSmooth ? default : values[freeCount..];

    private Span<double> Bound(Span<double> values) => _isSmooth ? default : values[freeCount..];
}
