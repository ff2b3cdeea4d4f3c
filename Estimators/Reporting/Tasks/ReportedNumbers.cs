using Toolkit.Estimators.Evaluation;
using Toolkit.Estimators.Reporting.Html;

namespace Toolkit.Estimators.Reporting.Tasks;

/// <summary>A network for numbers of an image.</summary>
internal sealed class ReportedNumbers(TrainingReport report) : ReportedTask(report)
{
    private ImageRegressionMetrics? Metrics => Report.RegressionMetrics;

    public override string Kind => "Image regression";

    public override (string One, string Several) Output => ("number", "numbers");

    public override string Purpose => $"A network that says {Outputs} of an image";

    public override long? SkippedRows => Metrics?.SkippedRows;

    public override (string Use, string Members) Program => Report.ScoreIsOneNumber
        ? ("Console.WriteLine(answer.Score);", "    public float Score { get; set; }")
        : ("""Console.WriteLine(string.Join(", ", answer.Score));""", "    public float[] Score { get; set; } = [];");

    public override IEnumerable<(string Name, string Value, string Remark)> Figures()
    {
        if (Metrics is not { } metrics) yield break;
        yield return (
            metrics.Numbers.Count == 1 ? "R²" : "Mean R²", ReportText.Loss(metrics.RSquared),
            $"of {ReportText.Plural(metrics.Images, "evaluated image", "evaluated images")}; 1 is perfect, 0 no better than the mean");
        if (metrics.Numbers is not [var only]) yield break;
        yield return ("Mean absolute error", ReportText.Rate(only.MeanAbsoluteError), "in the unit of the number");
        yield return ("Root mean squared error", ReportText.Rate(only.RootMeanSquaredError), "large errors count more");
    }

    public override (IReadOnlyList<string> Header, IEnumerable<IEnumerable<string>> Rows)? Table() => Metrics is not { } metrics ? null : (
        ["Number", "R²", "Mean absolute error", "Root mean squared error"], metrics.Numbers.Select(CellsOf));

    public override IEnumerable<ReportSection?> Sections() => Metrics is { } metrics ? [NumbersSection.Of(metrics, CellsOf)] : [];

    public override string LimitOfKnowledge => "It says a number whatever an image shows, and knows none far from those that it learned from.";

    public override IEnumerable<string> LimitsOfFigures()
    {
        if (Metrics is { Images: < FewImages and var images })
            yield return $"The figures rest on {ReportText.Plural(images, "image", "images")}: on others they may be far from these.";
    }

    private static string[] CellsOf(NumberMetrics number) =>
    [
        number.Name, ReportText.Loss(number.RSquared), ReportText.Rate(number.MeanAbsoluteError), ReportText.Rate(number.RootMeanSquaredError),
    ];
}
