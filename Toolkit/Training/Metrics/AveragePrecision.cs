namespace Toolkit.Training;

/// <summary>Average precision of a label: how well its images are ranked before the others.</summary>
public static class AveragePrecision
{
    /// <summary>
    /// The sum, over all thresholds from the highest score down, of the precision times what recall gains there: scikit-learn's
    /// <c>average_precision_score</c>. Equal scores are one threshold.
    /// </summary>
    /// <param name="scores">One an image.</param>
    /// <param name="isTrue">Whether the image has the label, one each.</param>
    /// <returns>0 to 1; not a number where no image has the label.</returns>
    public static double Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> isTrue)
    {
        var (sorted, labels) = (scores.ToArray(), isTrue.ToArray());
        Array.Sort(sorted, labels);
        double sum = 0;
        int hits = 0, gained = 0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            if (labels[i]) gained++;
            if (i > 0 && sorted[i - 1] == sorted[i]) continue;
            hits += gained;
            sum += gained * ((double)hits / (sorted.Length - i));
            gained = 0;
        }
        return sum / hits;
    }
}
