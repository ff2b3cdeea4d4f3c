using System.Xml.Linq;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The figures of every one of several labels.</summary>
internal static class LabelsSection
{
    /// <param name="metrics">Of the evaluated images.</param>
    /// <param name="thresholdOf">From which probability on an image has the label of a place, in words.</param>
    public static ReportSection Of(ImageMultiLabelMetrics metrics, Func<int, string> thresholdOf) => new(
        "labels", "Labels",
        Tag.Of("p", "Precision: of the images that were said to have the label, how many have it. Recall: of its images, how many were found. F1 is low where "
            + "either is. Average precision: how well its images are ranked before the others, whatever the threshold. From the threshold on, a probability "
            + "says that an image has the label."),
        Tag.Table(
            "Figures of every label", "bars",
            new[] { "Label", "Images", "Precision", "Recall", "F1", "Average precision", "Threshold" }.Select(name => Tag.Head("col", name)),
            metrics.Labels.Select((label, place) => Row(label, metrics.Images, thresholdOf(place)))));

    private static XElement Row(LabelMetrics label, long images, string threshold) => Tag.Of("tr",
        Tag.Head("row", label.Name), ShareBar.Cell((double)label.Support / images, "support", ReportText.Count(label.Support)),
        ShareBar.Cell(label.Precision, "precision"), ShareBar.Cell(label.Recall, "recall"), ShareBar.Cell(label.F1, "f1"),
        ShareBar.Cell(label.AveragePrecision, "precision"), Tag.Of("td", threshold));
}
