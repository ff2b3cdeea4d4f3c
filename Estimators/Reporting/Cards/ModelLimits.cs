using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Cards;

/// <summary>What a model cannot know, and how far its figures can be trusted, in sentences.</summary>
internal static class ModelLimits
{
    /// <summary>Below so many images, the figures of a class say little, and so few to learn from are few.</summary>
    private const int FewImages = 30;

    /// <summary>Above it, confidence is not to be taken at its word.</summary>
    private const double LargeCalibrationError = 0.05;

    private const int MostNames = 20;

    public static IEnumerable<string> Of(TrainingReport report)
    {
        yield return report.Training?.Rejection is { Threshold: > 0 } rejection
            ? $"It answers where it is at least {ReportText.Percent(rejection.Threshold)} sure, and else that an image is none of its "
                + $"{ReportText.Count(report.ClassNames.Count)} classes. It may be sure of images unlike all that it has seen, too."
            : $"It answers with one of its {ReportText.Count(report.ClassNames.Count)} classes whatever an image shows: it does not know what is none of them.";
        yield return "It was judged on images like those that it learned from. Another camera, other light, another background or another country "
            + "can make it worse: evaluate it on images of your own before you rely on it.";
        if (FewToLearnFrom(report) is { Count: > 0 } few)
            yield return $"It learned these classes from fewer than {FewImages} images each: {Names(few)}.";
        if (report.Metrics is not { } metrics)
        {
            yield return "It was not evaluated on images that it has never seen. Validation images chose the best epoch: on other images it will be "
                + "worse.";
            yield break;
        }
        if (report.MetricsAreOfValidation)
            yield return "Its figures are those of the validation images, which chose the best epoch: on other images it will be worse.";
        foreach (var limit in OfFigures(metrics)) yield return limit;
    }

    private static IEnumerable<string> OfFigures(ImageClassificationMetrics metrics)
    {
        var (low, high) = Interval(metrics.MicroAccuracy, metrics.Images);
        yield return $"The accuracy was measured on {ReportText.Plural(metrics.Images, "image", "images")}: on others like them it is between "
            + $"{ReportText.Percent(low)} and {ReportText.Percent(high)} with 95 % confidence (Wilson's interval).";
        var few = metrics.Classes.Where(item => item.Support < FewImages).Select(item => item.Name).ToList();
        if (few.Count > 0) yield return $"The figures of these classes rest on fewer than {FewImages} images each: {Names(few)}.";
        if (metrics.Calibration is { ExpectedError: > LargeCalibrationError and var error })
            yield return $"Its confidence is off by {ReportText.Percent(error)} on average: do not take it for a probability.";
    }

    private static IReadOnlyList<string> FewToLearnFrom(TrainingReport report) => report.Data.FirstOrDefault() is { } training
        ? [.. report.ClassNames.Where(name => training.Counts.GetValueOrDefault(name) < FewImages)]
        : [];

    /// <summary>Where the share of a whole population is, after a share of so many of it (Wilson 1927), with 95 % confidence.</summary>
    private static (double Low, double High) Interval(double share, double count)
    {
        const double z = 1.959963984540054;
        var centre = share + z * z / (2 * count);
        var half = z * Math.Sqrt(share * (1 - share) / count + z * z / (4 * count * count));
        var scale = 1 + z * z / count;
        return (Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }

    private static string Names(IReadOnlyList<string> names) => names.Count <= MostNames
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNames))}, and {ReportText.Count(names.Count - MostNames)} others";
}
