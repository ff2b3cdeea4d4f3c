using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting.Html;

namespace Toolkit.Estimators.Reporting.Tasks;

/// <summary>A network for several labels an image.</summary>
internal sealed class ReportedLabels(TrainingReport report) : ReportedTask(report)
{
    private ImageMultiLabelMetrics? Metrics => Report.MultiLabelMetrics;

    public override string Kind => "Image labeller";

    public override (string One, string Several) Output => ("label", "labels");

    public override string Purpose => $"A network that says which of {Outputs} an image has, none to all";

    public override long? SkippedRows => Metrics?.SkippedRows;

    public override (string Use, string Members) Program => (
        """
        var found = answer.PredictedLabel.Index().Where(label => label.Item).Select(label => $"{label.Index}: {answer.Score[label.Index]:P1}");
        Console.WriteLine(string.Join(", ", found));
        """,
        """
            public bool[] PredictedLabel { get; set; } = []; // one place a label, in the order of the table above
            public float[] Score { get; set; } = [];
        """);

    public override IEnumerable<(string Name, string Value, string Remark)> Figures()
    {
        if (Metrics is not { } metrics) yield break;
        yield return (
            "Mean average precision", ReportText.Percent(metrics.MeanAveragePrecision),
            $"of {ReportText.Plural(metrics.Images, "evaluated image", "evaluated images")}; whatever the thresholds");
        yield return ("Micro F1", ReportText.Percent(metrics.MicroF1), "all labels together");
        yield return ("Macro F1", ReportText.Percent(metrics.MacroF1), "each label counts the same");
        yield return ("All labels right", ReportText.Percent(metrics.SubsetAccuracy), "share of the images");
        yield return ("Hamming loss", ReportText.Percent(metrics.HammingLoss), "wrong answers, one an image and label");
    }

    public override (IReadOnlyList<string> Header, IEnumerable<IEnumerable<string>> Rows)? Table() => Metrics is not { } metrics ? null : (
        ["Label", "Images", "Precision", "Recall", "F1", "Average precision", "Threshold"],
        metrics.Labels.Select((label, place) => (string[])
        [
            label.Name, ReportText.Count(label.Support), ReportText.Percent(label.Precision), ReportText.Percent(label.Recall), ReportText.Percent(label.F1),
            ReportText.Percent(label.AveragePrecision), ThresholdOf(place),
        ]));

    public override IEnumerable<ReportSection?> Sections() => Metrics is { } metrics ? [LabelsSection.Of(metrics, ThresholdOf)] : [];

    public override string LimitOfKnowledge =>
        "It says of each label by itself whether an image has it, from the label's threshold on; it knows no other labels, and may find some in an image "
        + "unlike all that it has seen.";

    public override IEnumerable<string> LimitsOfFigures() => Metrics is { } metrics
        ? FewToJudgeBy(metrics.Labels.Select(label => (label.Name, label.Support)))
        : [];

    private string ThresholdOf(int place) => ReportText.Percent(Report.Thresholds?[place]);
}
