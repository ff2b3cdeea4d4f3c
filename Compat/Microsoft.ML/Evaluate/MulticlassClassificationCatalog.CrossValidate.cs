using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>
    /// Splits the data into folds and, for each of them, fits to all others and evaluates on it. One fold after the other.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">What is fitted; its output has the columns "Score" and "PredictedLabel".</param>
    /// <param name="numberOfFolds">At least 2.</param>
    /// <param name="labelColumnName">The true classes.</param>
    /// <param name="samplingKeyColumnName">Rows with equal values here stay in one fold; null for none.</param>
    /// <param name="seed">Seed of the split; null takes the context's.</param>
    /// <returns>Model, metrics and scored rows of each fold.</returns>
    /// <exception cref="ArgumentException">There are fewer than 2 folds, or a column is missing or has another type.</exception>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(
        IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds = 5, string labelColumnName = "Label",
        string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        var splits = new DataOperationsCatalog(Environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed);
        return [.. splits.Select((split, fold) => Validate(split, estimator, labelColumnName, fold))];
    }

    private CrossValidationResult<MulticlassClassificationMetrics> Validate(
        DataOperationsCatalog.TrainTestData split, IEstimator<ITransformer> estimator, string labelColumnName, int fold)
    {
        var model = estimator.Fit(split.TrainSet);
        var scored = TransformInAllPhases(model, split.TestSet);
        return new CrossValidationResult<MulticlassClassificationMetrics>(model, Evaluate(scored, labelColumnName), scored, fold);
    }

    /// <summary>Transformers of a chain that are for training only take part too: they may make the label.</summary>
    private static IDataView TransformInAllPhases(ITransformer model, IDataView data) => model is ITransformerChain chain
        ? chain.Links.Where(link => link.Scope != TransformerScope.None).Aggregate(data, (view, link) => link.Transformer.Transform(view))
        : model.Transform(data);
}
