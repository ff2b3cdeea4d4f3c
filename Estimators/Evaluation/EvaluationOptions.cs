namespace Toolkit.Estimators.Evaluation;

/// <summary>Which columns are evaluated, and what is counted.</summary>
/// <param name="LabelColumnName">The true classes.</param>
/// <param name="ScoreColumnName">One score a class.</param>
/// <param name="ImagePathColumnName">Paths for the worst misclassifications; null for <c>ImagePath</c> where there is one.</param>
/// <param name="CalibrationBins">Bins of the calibration error.</param>
/// <param name="WorstMisclassifications">How many of them are kept.</param>
internal sealed record EvaluationOptions(
    string LabelColumnName, string ScoreColumnName, string? ImagePathColumnName, int CalibrationBins, int WorstMisclassifications)
{
    /// <exception cref="ArgumentException">A value is missing or out of its range.</exception>
    public void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName, "labelColumnName");
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName, "scoreColumnName");
        ArgumentOutOfRangeException.ThrowIfLessThan(CalibrationBins, 1, "calibrationBins");
        ArgumentOutOfRangeException.ThrowIfNegative(WorstMisclassifications, "worstMisclassifications");
    }
}
