namespace Toolkit.Training;

/// <summary>
/// Finds for each label from which probability on an image is said to have it: where F1 on the validation images is highest, of equals the highest. It
/// lies half way between the last image that gets the label and the first that does not, so that rounding, which differs from engine to engine, decides
/// about neither.
/// </summary>
internal static class ThresholdSearch
{
    /// <summary>For a label that no validation image has, and without validation images.</summary>
    public const float Usual = 0.5f;

    /// <summary>One a label.</summary>
    /// <param name="logits">Of the validation images.</param>
    /// <param name="targets">Their labels.</param>
    public static float[] Of(ValidationLogits logits, TargetTable targets) => [.. Enumerable.Range(0, targets.Width).Select(label => OfLabel(
        [.. Enumerable.Range(0, logits.Images).Select(image => Probability(logits[image][label]))],
        [.. Enumerable.Range(0, logits.Images).Select(image => targets[image, label] > 0)]))];

    /// <summary>That of a label.</summary>
    /// <param name="probabilities">One an image.</param>
    /// <param name="isTrue">Whether the image has the label.</param>
    public static float OfLabel(float[] probabilities, bool[] isTrue)
    {
        var (sorted, labels) = (probabilities.ToArray(), isTrue.ToArray());
        Array.Sort(sorted, labels);
        var (present, hits, highest, threshold) = (labels.Count(label => label), 0, 0.0, Usual);
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            if (labels[i]) hits++;
            var below = i > 0 ? sorted[i - 1] : 0;
            if (i > 0 && below == sorted[i]) continue;
            var f1 = 2.0 * hits / (sorted.Length - i + present);
            if (f1 > highest) (highest, threshold) = (f1, Between(below, sorted[i]));
        }
        return threshold;
    }

    private static float Between(float below, float above)
    {
        var middle = (float)((below + (double)above) / 2);
        return middle > below ? middle : above;
    }

    private static float Probability(float logit) => (float)(1 / (1 + Math.Exp(-(double)logit)));
}
