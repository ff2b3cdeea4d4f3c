using System.Globalization;
using Toolkit.Training;

namespace Toolkit.Estimators.FineTuning;

/// <summary>What was fitted to the validation images, in words.</summary>
internal static class ConfidenceReport
{
    /// <summary>A line for the log; null where nothing was fitted.</summary>
    public static string? Of(TrainingResult result)
    {
        string[] parts = [.. Parts(result)];
        return parts.Length == 0 ? null : string.Join(" ", parts);
    }

    private static IEnumerable<string> Parts(TrainingResult result)
    {
        var culture = CultureInfo.InvariantCulture;
        if (result.Calibration is { } scaling)
        {
            yield return string.Create(
                culture,
                $"Calibrated on {scaling.Images} images: temperature {scaling.Temperature:F3}, validation loss {scaling.LossBefore:F4}, then {scaling.LossAfter:F4}.");
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
