using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>Fits <paramref name="estimator"/> once for each fold to the other folds, and measures it on the fold.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">The pipeline, trainer included.</param>
    /// <param name="numberOfFolds">How many folds; 2 or more.</param>
    /// <param name="labelColumnName">The column with the true classes, in the transformed data.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value of this column stay in one fold; null divides at random.</param>
    /// <param name="seed">Seed of the division; null takes the context's.</param>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName));
    }
}
