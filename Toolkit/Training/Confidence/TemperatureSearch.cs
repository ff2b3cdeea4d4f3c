namespace Toolkit.Training;

/// <summary>
/// Finds the temperature with the lowest cross-entropy. That is convex in the inverse of the temperature, so Newton's method finds the one minimum;
/// steps that leave the bracket, in which the slope changes its sign, halve it instead.
/// </summary>
internal static class TemperatureSearch
{
    /// <summary>Bounds of the temperature.</summary>
    public const double Lowest = 0.1, Highest = 10;

    private const int MostSteps = 100;
    private const double Precision = 1e-10;

    /// <summary>The best temperature between the bounds; 1 where all are the same.</summary>
    public static double Of(ValidationLogits logits)
    {
        var (low, high, inverse) = (1 / Highest, 1 / Lowest, 1.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (_, slope, curvature) = Loss(logits, inverse);
            if (slope == 0) break;
            if (slope > 0) high = inverse;
            else low = inverse;
            var next = inverse - slope / curvature;
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - inverse) <= Precision * inverse) break;
            inverse = next;
        }
        return 1 / inverse;
    }

    /// <summary>Mean cross-entropy of logits that are multiplied by a factor, and its first and second derivative by the factor.</summary>
    public static (double Value, double Slope, double Curvature) Loss(ValidationLogits logits, double factor)
    {
        double value = 0, slope = 0, curvature = 0;
        for (var image = 0; image < logits.Images; image++)
        {
            var row = logits[image];
            double own = row[logits.Labels[image]], highest = row[0], sum = 0, first = 0, second = 0;
            foreach (var logit in row) highest = Math.Max(highest, logit);
            foreach (var logit in row)
            {
                var (distance, weight) = (logit - highest, Math.Exp(factor * (logit - highest)));
                sum += weight;
                first += weight * distance;
                second += weight * distance * distance;
            }
            var mean = first / sum;
            value += Math.Log(sum) - factor * (own - highest);
            slope += mean - (own - highest);
            curvature += second / sum - mean * mean;
        }
        return (value / logits.Images, slope / logits.Images, curvature / logits.Images);
    }
}
