using System.Xml.Linq;
using Toolkit.Reporting;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>How the training went.</summary>
internal static class CurvesSection
{
    /// <summary>Null where nothing is known of the training.</summary>
    public static ReportSection? Of(TrainingReport report)
    {
        if (report.Training is not { } training) return null;
        var figures = LearningCurves.ToFigures(LearningCurveData.Of(training));
        return figures.Count == 0 ? null : new(
            "curves", "Learning curves",
            Tag.Of("div", Tag.Set("class", "curves"), figures.Select(Figure)),
            training.Epochs.Count == 0 ? null : Tag.Details("The numbers of every epoch", Epochs(training)));
    }

    private static XElement Figure(CurveFigure figure) => Tag.Of("figure",
        Tag.Of("figcaption", figure.Heading), XElement.Parse(figure.Svg, LoadOptions.PreserveWhitespace));

    private static XElement Epochs(TrainingResult training) => Tag.Table(
        "Epochs", "numbers",
        Heads(training.Epochs[0].Metric.Name()).Select(name => Tag.Head("col", name)),
        training.Epochs.Select(epoch => Row(epoch, training.Best)));

    private static string[] Heads(string metric) =>
        ["Epoch", "Phase", "Training loss", $"Training {metric}", "Validation loss", $"Validation {metric}", "Rate", "Seconds"];

    private static XElement Row(EpochReport epoch, EpochReport? best) => Tag.Of("tr",
        Tag.Head("row", ReportText.Count(epoch.Epoch), epoch.Epoch == best?.Epoch ? " (best)" : null),
        Tag.Of("td", ReportText.Phase(epoch.Phase)),
        Tag.Of("td", ReportText.Loss(epoch.TrainLoss)), Tag.Of("td", ReportText.Metric(epoch.Metric, epoch.TrainAccuracy)),
        Tag.Of("td", ReportText.Loss(epoch.ValidationLoss)), Tag.Of("td", ReportText.Metric(epoch.Metric, epoch.ValidationAccuracy)),
        Tag.Of("td", ReportText.Rate(epoch.LearningRate)), Tag.Of("td", ReportText.Rate(epoch.Seconds)));
}
