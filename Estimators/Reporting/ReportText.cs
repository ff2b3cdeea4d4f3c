using System.Globalization;
using Toolkit.Estimators.Evaluation;
using Toolkit.Training;

namespace Toolkit.Estimators.Reporting;

/// <summary>Numbers in words, the same in the page and the model card, on every computer.</summary>
internal static class ReportText
{
    /// <summary>What stands for a number that is not there.</summary>
    public const string None = "–";

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double? share) => share is { } value && double.IsFinite(value)
        ? (value * 100).ToString("F2", CultureInfo.InvariantCulture) + " %"
        : None;

    /// <summary>A value of what a training is judged by.</summary>
    public static string Metric(TrainingMetric metric, double? value) => metric == TrainingMetric.RSquared ? Loss(value) : Percent(value);

    public static string Loss(double? loss) => loss is { } value && double.IsFinite(value) ? value.ToString("F4", CultureInfo.InvariantCulture) : None;

    /// <summary>Three digits, without an exponent for large numbers.</summary>
    public static string Rate(double rate) => Math.Abs(rate) >= 1000 ? Count((long)Math.Round(rate)) : rate.ToString("G3", CultureInfo.InvariantCulture);

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A share of 0 to 1 for a style sheet.</summary>
    public static string Share(double share) => (double.IsFinite(share) ? Math.Clamp(share, 0, 1) : 0).ToString("0.####", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time) => time.TotalMinutes < 1
        ? time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s"
        : time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{(long)time.TotalHours} h {time.Minutes} min";

    public static string Phase(TrainingPhase phase) => phase.ToString().ToLowerInvariant();

    public static string Plural(long number, string one, string several) => $"{Count(number)} {(number == 1 ? one : several)}";

    /// <summary>The image's file and its folder: where on the machine these are is nobody's business.</summary>
    public static string ImageOf(Misclassification mistake) => mistake.ImagePath is { } path
        ? string.Join('/', path.Split('/', '\\').TakeLast(2))
        : $"row {mistake.Row}";

    /// <summary>Why a picture is missing, likewise.</summary>
    public static string? NoteOf(ReportedMistake reported) => string.IsNullOrEmpty(reported.Mistake.ImagePath)
        ? reported.Note
        : reported.Note?.Replace(reported.Mistake.ImagePath, ImageOf(reported.Mistake), StringComparison.Ordinal);
}
