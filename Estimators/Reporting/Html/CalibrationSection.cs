using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>Whether confidence says how often an answer is right.</summary>
internal static class CalibrationSection
{
    /// <summary>Null where the scores are no probabilities.</summary>
    public static ReportSection? Of(ImageClassificationMetrics metrics) => metrics.Calibration is not { } calibration ? null : new(
        "calibration", "Calibration",
        Tag.Of("p", $"Of answers that are 80 % sure, four of five should be right. The expected calibration error (ECE) is "
            + $"{ReportText.Percent(calibration.ExpectedError)}{Before(metrics)}, the largest error of a range of confidence "
            + $"{ReportText.Percent(calibration.MaximumError)}. "
            + "Hatched is how far each range is from the diagonal, on which confidence and accuracy are equal."),
        Tag.Of("div", Tag.Set("class", "beside"), ReliabilityDiagram.Of(calibration), Bins(calibration)));

    private static string Before(ImageClassificationMetrics metrics) => metrics.CalibrationBeforeScaling is { } before
        ? $" and was {ReportText.Percent(before.ExpectedError)} before the temperature was fitted"
        : "";

    private static XElement Bins(Calibration calibration) => Tag.Table(
        "Answers by confidence", "numbers",
        new[] { "Confidence", "Images", "Mean confidence", "Accuracy" }.Select(name => Tag.Head("col", name)),
        calibration.Bins.Where(bin => bin.Images > 0).Select(bin => Tag.Of("tr",
            Tag.Head("row", $"{ReportText.Percent(bin.Low)} to {ReportText.Percent(bin.High)}"),
            Tag.Of("td", ReportText.Count(bin.Images)),
            Tag.Of("td", ReportText.Percent(bin.Confidence)), Tag.Of("td", ReportText.Percent(bin.Accuracy)))));
}
