using System.Globalization;
using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>Metrics of predicted numbers, those of <c>ml.Regression.Evaluate</c> for each. <see cref="ToString"/> shows them all.</summary>
public sealed class ImageRegressionMetrics
{
    internal ImageRegressionMetrics()
    {
    }

    /// <summary>Mean of R² over the numbers: scikit-learn's <c>r2_score</c> of several outputs.</summary>
    public double RSquared => Numbers.Average(number => number.RSquared);

    /// <summary>The metrics of every number, in the order of the scores.</summary>
    public required IReadOnlyList<NumberMetrics> Numbers { get; init; }

    /// <summary>Number of images that were evaluated.</summary>
    public required long Images { get; init; }

    /// <summary>Rows left out, since a number of the label or the scores is missing or not finite.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>A table of the numbers.</summary>
    public override string ToString() => TextTable.Format(
    [
        [$"{Images} images", "R²", "mean absolute error", "root mean squared error"],
        .. Numbers.Select(number => new[]
        {
            number.Name, Text(number.RSquared), Text(number.MeanAbsoluteError), Text(number.RootMeanSquaredError),
        }),
    ]);

    private static string Text(double number) => number.ToString("G5", CultureInfo.InvariantCulture);
}
