using System.Globalization;
using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Metrics as text.</summary>
internal static class MetricsReport
{
    private static readonly int[] ShownK = [2, 3, 5, 10];

    /// <summary>Sections with a blank line between them.</summary>
    public static string Format(ImageClassificationMetrics metrics) => string.Join(Environment.NewLine, Sections(metrics));

    private static IEnumerable<string> Sections(ImageClassificationMetrics metrics)
    {
        yield return TextTable.Format([.. Figures(metrics).Select(figure => new[] { figure.Name, figure.Value })]);
        yield return Classes(metrics);
        yield return metrics.ConfusionTable.Format();
        if (metrics.Calibration is { } calibration) yield return Bins(calibration);
        if (metrics.Coverage.Count > 0) yield return Coverage(metrics.Coverage);
        if (metrics.WorstMisclassifications.Count > 0) yield return Misclassifications(metrics.WorstMisclassifications);
    }

    private static IEnumerable<(string Name, string Value)> Figures(ImageClassificationMetrics metrics)
    {
        yield return ("images", Text(metrics.Images));
        if (metrics.ImagesOfUnknownClasses > 0) yield return ("of unknown classes", Text(metrics.ImagesOfUnknownClasses));
        if (metrics.SkippedRows > 0) yield return ("rows left out", Text(metrics.SkippedRows));
        yield return ("accuracy", Percent(metrics.MicroAccuracy));
        foreach (var k in ShownK.Where(k => k < metrics.TopKAccuracyForAllK.Count))
            yield return ($"top-{k} accuracy", Percent(metrics.TopKAccuracy(k)));
        yield return ("mean accuracy of the classes", Percent(metrics.MacroAccuracy));
        yield return ("mean F1 of the classes", Percent(metrics.MacroF1));
        yield return ("log-loss", Number(metrics.LogLoss));
        yield return ("log-loss reduction", Number(metrics.LogLossReduction));
        if (metrics.Calibration is not { } calibration) yield break;
        if (metrics.CalibrationBeforeScaling is { } before) yield return ("expected calibration error before scaling", Percent(before.ExpectedError));
        yield return ("expected calibration error", Percent(calibration.ExpectedError));
        yield return ("maximum calibration error", Percent(calibration.MaximumError));
    }

    private static string Classes(ImageClassificationMetrics metrics) => TextTable.Format(
    [
        ["class", "images", "precision", "recall", "F1", "log-loss"],
        .. metrics.Classes.Select(item => new[]
        {
            item.Name, Text(item.Support), Percent(item.Precision), Percent(item.Recall), Percent(item.F1), Number(item.LogLoss),
        }),
        ["mean", "", Percent(metrics.MacroPrecision), Percent(metrics.MacroAccuracy), Percent(metrics.MacroF1), ""],
    ]);

    private static string Bins(Calibration calibration) => TextTable.Format(
    [
        ["confidence", "images", "mean", "accuracy"],
        .. calibration.Bins.Where(bin => bin.Images > 0).Select(bin => new[]
        {
            $"{Percent(bin.Low)} to {Percent(bin.High)}", Text(bin.Images), Percent(bin.Confidence), Percent(bin.Accuracy),
        }),
    ]);

    private static string Coverage(IReadOnlyList<CoveragePoint> points) => TextTable.Format(
    [
        ["answers from", "answered", "accuracy"],
        .. points.Select(point => new[] { Percent(point.Threshold), Percent(point.Answered), Percent(point.Accuracy) }),
    ]);

    private static string Misclassifications(IReadOnlyList<Misclassification> misclassifications) => TextTable.Format(
        [
            ["worst misclassifications", "actual", "predicted", "confidence"],
            .. misclassifications.Select(image => new[]
            {
                image.ImagePath ?? $"row {image.Row}", image.Actual, image.Predicted, Percent(image.Confidence),
            }),
        ],
        textColumns: 3);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("F4", CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsNaN(share) ? "-" : (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " %";
}
