using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting.Html;

/// <summary>The figures of every number.</summary>
internal static class NumbersSection
{
    /// <param name="metrics">Of the evaluated images.</param>
    /// <param name="cellsOf">Name and figures of a number, in words.</param>
    public static ReportSection Of(ImageRegressionMetrics metrics, Func<NumberMetrics, string[]> cellsOf) => new(
        "numbers", "Numbers",
        Tag.Of("p", "R² is the share of a number's variance that is explained: 1 is perfect, 0 no better than its mean. Errors are in the number's unit; in "
            + "the root mean squared error large ones count more."),
        Tag.Table(
            "Figures of every number", "numbers",
            new[] { "Number", "R²", "Mean absolute error", "Root mean squared error" }.Select(name => Tag.Head("col", name)),
            metrics.Numbers.Select(number => Tag.Of(
                "tr", cellsOf(number).Select((cell, place) => place == 0 ? Tag.Head("row", cell) : Tag.Of("td", cell))))));
}
