using Microsoft.ML.Data;
using Microsoft.ML.Evaluate;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>
    /// Compares scores with labels. Rows whose label is missing (key 0, NaN), negative or fractional, or of which a score is not finite,
    /// are left out.
    /// </summary>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The true classes: a key, or Single with whole numbers from 0.</param>
    /// <param name="scoreColumnName">Vectors of Single with a score for each class; for log-losses to mean something, probabilities.
    /// Slot names name the classes.</param>
    /// <param name="predictedLabelColumnName">The predicted classes: must be there, but the highest score is what counts.</param>
    /// <param name="topKPredictionCount">The K of the top-K accuracy; 0 (the default) for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, or K is negative.</exception>
    public MulticlassClassificationMetrics Evaluate(
        IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(predictedLabelColumnName);
        ArgumentOutOfRangeException.ThrowIfNegative(topKPredictionCount);
        return MulticlassEvaluator.Evaluate(data, labelColumnName, scoreColumnName, predictedLabelColumnName, topKPredictionCount);
    }
}
