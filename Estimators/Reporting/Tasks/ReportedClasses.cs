using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting.Html;

namespace Toolkit.Estimators.Reporting.Tasks;

/// <summary>A classifier.</summary>
internal sealed class ReportedClasses(TrainingReport report) : ReportedTask(report)
{
    /// <summary>Above it, confidence is not to be taken at its word.</summary>
    private const double LargeCalibrationError = 0.05;

    private static readonly int[] ShownK = [2, 5];

    private ImageClassificationMetrics? Metrics => Report.Metrics;

    public override string Kind => "Image classifier";

    public override (string One, string Several) Output => ("class", "classes");

    public override string Purpose => $"A classifier that tells {Outputs} of images apart";

    public override long? SkippedRows => Metrics?.SkippedRows;

    public override (string Use, string Members) Program => (
        """Console.WriteLine($"{answer.PredictedLabel}: {answer.Score.Max():P1}");""",
        """
            public string PredictedLabel { get; set; } = "";
            public float[] Score { get; set; } = [];
        """);

    public override string Inputs => """

            public string Label { get; set; } = "";
        """;

    public override IEnumerable<string> Notes()
    {
        if (Metrics is not { ImagesOfUnknownClasses: > 0 and var unknown }) yield break;
        yield return $"{ReportText.Plural(unknown, "evaluated image is", "evaluated images are")} of classes that the model does not know; "
            + "they count as wrong.";
    }

    public override IEnumerable<(string Name, string Value, string Remark)> Figures()
    {
        if (Metrics is not { } metrics) yield break;
        yield return (
            "Accuracy", ReportText.Percent(metrics.MicroAccuracy), $"of {ReportText.Plural(metrics.Images, "evaluated image", "evaluated images")}");
        yield return ("Mean recall", ReportText.Percent(metrics.MacroAccuracy), "each class counts the same");
        yield return ("Mean F1", ReportText.Percent(metrics.MacroF1), "each class counts the same");
        foreach (var k in ShownK.Where(k => k < metrics.TopKAccuracyForAllK.Count))
            yield return ($"Top-{k} accuracy", ReportText.Percent(metrics.TopKAccuracy(k)), $"right class among the {k} highest scores");
        yield return ("Log-loss", ReportText.Loss(metrics.LogLoss), "0 is perfect");
        if (metrics.Calibration is not { } calibration) yield break;
        var before = metrics.CalibrationBeforeScaling is { } error ? $"; {ReportText.Percent(error.ExpectedError)} without the temperature" : "";
        yield return ("Calibration error", ReportText.Percent(calibration.ExpectedError), "ECE: confidence against accuracy" + before);
    }

    public override (IReadOnlyList<string> Header, IEnumerable<IEnumerable<string>> Rows)? Table() => Metrics is not { } metrics ? null : (
        ["Class", "Images", "Precision", "Recall", "F1"],
        metrics.Classes.Select(item => (string[])
        [
            item.Name, ReportText.Count(item.Support),
            ReportText.Percent(item.Precision), ReportText.Percent(item.Recall), ReportText.Percent(item.F1),
        ]));

    public override IEnumerable<ReportSection?> Sections()
    {
        if (Metrics is not { } metrics) yield break;
        yield return ConfusionSection.Of(metrics.ConfusionTable);
        yield return ClassesSection.Of(metrics);
        yield return MistakesSection.Of(Report);
        yield return CalibrationSection.Of(metrics);
        yield return CoverageSection.Of(metrics, Report.Training?.Rejection);
    }

    public override string LimitOfKnowledge => Report.Training?.Rejection is { Threshold: > 0 } rejection
        ? $"It answers where it is at least {ReportText.Percent(rejection.Threshold)} sure, and else that an image is none of its "
            + $"{ReportText.Count(Report.ClassNames.Count)} classes. It may be sure of images unlike all that it has seen, too."
        : $"It answers with one of its {ReportText.Count(Report.ClassNames.Count)} classes whatever an image shows: it does not know what is none of them.";

    public override IEnumerable<string> LimitsOfFigures()
    {
        if (Metrics is not { } metrics) yield break;
        var (low, high) = Interval(metrics.MicroAccuracy, metrics.Images);
        yield return $"The accuracy was measured on {ReportText.Plural(metrics.Images, "image", "images")}: on others like them it is between "
            + $"{ReportText.Percent(low)} and {ReportText.Percent(high)} with 95 % confidence (Wilson's interval).";
        foreach (var limit in FewToJudgeBy(metrics.Classes.Select(item => (item.Name, item.Support)))) yield return limit;
        if (metrics.Calibration is { ExpectedError: > LargeCalibrationError and var error })
            yield return $"Its confidence is off by {ReportText.Percent(error)} on average: do not take it for a probability.";
    }

    /// <summary>Where the share of a whole population is, after a share of so many of it (Wilson 1927), with 95 % confidence.</summary>
    private static (double Low, double High) Interval(double share, double count)
    {
        const double z = 1.959963984540054;
        var centre = share + z * z / (2 * count);
        var half = z * Math.Sqrt(share * (1 - share) / count + z * z / (4 * count * count));
        var scale = 1 + z * z / count;
        return (Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }
}
