namespace Toolkit.Reporting;

/// <summary>Round numbers for an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceTicks
{
    /// <summary>Tick values from at or below <paramref name="low"/> to at or above <paramref name="high"/>.</summary>
    /// <param name="low">Smallest value to show.</param>
    /// <param name="high">Largest value to show; where it is not above <paramref name="low"/>, room is made around it.</param>
    /// <param name="count">About how many ticks.</param>
    /// <param name="smallestStep">Ticks are no closer than this.</param>
    public static double[] Around(double low, double high, int count, double smallestStep = 0)
    {
        if (high <= low) (low, high) = (low - Math.Max(Math.Abs(low) * 0.1, 1e-6), low + Math.Max(Math.Abs(low) * 0.1, 1e-6));
        var step = Math.Max(Step((high - low) / count), smallestStep);
        double first = Math.Floor(low / step + 1e-9), last = Math.Ceiling(high / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Clean((first + i) * step, step))];
    }

    /// <summary>Whole tick values inside a range of whole numbers.</summary>
    public static double[] Whole(int low, int high, int count)
    {
        var step = Math.Max(1, Step((double)(high - low) / count));
        var first = Math.Ceiling(low / step);
        return [.. Enumerable.Range(0, (int)(Math.Floor(high / step) - first) + 1).Select(i => (first + i) * step)];
    }

    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1e-12))));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    /// <summary>Takes away the noise of binary fractions, such as 0.30000000000000004.</summary>
    private static double Clean(double value, double step)
    {
        var digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(step)), 0, 15);
        return Math.Round(value, digits);
    }
}
