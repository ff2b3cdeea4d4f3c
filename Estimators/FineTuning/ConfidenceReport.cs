using System.Globalization;
using Toolkit.Training;

namespace Toolkit.Estimators.FineTuning;

/// <summary>What was fitted to the validation images, in words.</summary>
internal static class ConfidenceReport
{
    /// <summary>A line for the log; null where nothing was fitted.</summary>
    /// <param name="result">What was fitted.</param>
    /// <param name="names">Names of the classes or labels.</param>
    public static string? Of(TrainingResult result, IReadOnlyList<string> names)
    {
        string[] parts = [.. Parts(result, names)];
        return parts.Length == 0 ? null : string.Join(" ", parts);
    }

    private static IEnumerable<string> Parts(TrainingResult result, IReadOnlyList<string> names)
    {
        var culture = CultureInfo.InvariantCulture;
        if (result.Calibration is { } scaling)
        {
            yield return string.Create(
                culture,
                $"Calibrated on {scaling.Images} images: temperature {scaling.Temperature:F3}, validation loss {scaling.LossBefore:F4}, then {scaling.LossAfter:F4}.");
        }
        if (result.Thresholds is { } thresholds)
        {
            var all = thresholds.Zip(names, (threshold, name) => string.Create(culture, $"{name} {threshold:F4}"));
            yield return $"Labels from a probability on of: {string.Join(", ", all)}.";
        }
        if (result.Rejection is { } rejection)
        {
            yield return rejection.Answered == 0
                ? "No threshold keeps the wrong answers to the share that is accepted: no image is answered. Accept a larger share, or train longer."
                : string.Create(
                    culture,
                    $"Answers from a probability of {rejection.Threshold:F4} on: {rejection.Answered:P2} of the validation images, {rejection.Accuracy:P2} of them right.");
        }
    }
}
