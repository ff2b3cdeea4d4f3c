using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>How many images are answered, and how well, where an answer needs a least confidence.</summary>
internal static class CoverageSection
{
    /// <param name="metrics">Of the evaluated images.</param>
    /// <param name="rejection">The model's own threshold; null: it answers every image.</param>
    /// <returns>Null where the scores are no probabilities.</returns>
    public static ReportSection? Of(ImageClassificationMetrics metrics, Rejection? rejection) => metrics.Coverage.Count == 0 ? null : new(
        "coverage", "Coverage",
        Tag.Of("p", "Where only answers of a least confidence are taken, fewer images are answered, and more of these answers are right. "
            + (rejection is null
                ? "This model answers every image."
                : $"This model's own least confidence is {ReportText.Percent(rejection.Threshold)}; what it is less sure of is none of its classes.")),
        Tag.Table(
            "Answers by least confidence", "bars",
            new[] { "Least confidence", "Answered", "Accuracy" }.Select(name => Tag.Head("col", name)),
            metrics.Coverage.Select(point => Row(point, isOwn: point.Threshold == rejection?.Threshold))));

    private static XElement Row(CoveragePoint point, bool isOwn) => Tag.Of("tr",
        Tag.Head("row", ReportText.Percent(point.Threshold) + (isOwn ? ", the model's own" : "")),
        ShareBar.Cell(point.Answered, "support"), ShareBar.Cell(point.Accuracy, "precision"));
}
