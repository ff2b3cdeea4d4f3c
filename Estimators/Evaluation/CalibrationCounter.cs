namespace Toolkit.Estimators.Evaluation;

/// <summary>Sums confidences and correct predictions in bins of equal width.</summary>
/// <param name="bins">How many.</param>
internal sealed class CalibrationCounter(int bins)
{
    /// <summary>How far probabilities of single precision may be from summing up to 1.</summary>
    private const double Rounding = 1e-3;

    private readonly long[] images = new long[bins];
    private readonly long[] correct = new long[bins];
    private readonly double[] confidences = new double[bins];
    private bool probabilities = true;

    /// <summary>Counts a prediction.</summary>
    /// <param name="scores">The scores of all classes.</param>
    /// <param name="confidence">The highest of them.</param>
    /// <param name="isCorrect">Whether it belongs to the true class.</param>
    public void Add(ReadOnlySpan<float> scores, float confidence, bool isCorrect)
    {
        if (!probabilities || !AreProbabilities(scores))
        {
            probabilities = false;
            return;
        }

        // A bin holds its upper edge: 0.5 is in the first of two.
        var bin = Math.Clamp((int)Math.Ceiling(confidence * (double)bins) - 1, 0, bins - 1);
        images[bin]++;
        confidences[bin] += confidence;
        if (isCorrect) correct[bin]++;
    }

    /// <summary>The outcome; null where scores are no probabilities.</summary>
    public Calibration? ToCalibration()
    {
        if (!probabilities) return null;
        CalibrationBin[] filled = [.. Enumerable.Range(0, bins).Select(Bin)];
        var used = filled.Where(bin => bin.Images > 0).ToList();
        return new Calibration(used.Sum(bin => bin.Images * Gap(bin)) / used.Sum(bin => bin.Images), used.Max(Gap), filled);
    }

    private CalibrationBin Bin(int bin) =>
        new((double)bin / bins, (bin + 1.0) / bins, images[bin], confidences[bin] / images[bin], (double)correct[bin] / images[bin]);

    private static double Gap(CalibrationBin bin) => Math.Abs(bin.Accuracy - bin.Confidence);

    private static bool AreProbabilities(ReadOnlySpan<float> scores)
    {
        double sum = 0;
        foreach (var score in scores)
        {
            if (score is < 0 or > (float)(1 + Rounding)) return false;
            sum += score;
        }

        return Math.Abs(sum - 1) <= Rounding;
    }
}
