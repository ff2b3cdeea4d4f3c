using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>The trainers of linear models.</summary>
public static class StandardTrainersCatalog
{
    /// <summary>A trainer of a maximum entropy model (multinomial logistic regression) with L-BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">A key column.</param>
    /// <param name="featureColumnName">A vector of Single with a known size.</param>
    /// <param name="exampleWeightColumnName">A column of Single that says how much each row counts; null counts all of them once.</param>
    /// <param name="l1Regularization">Weight of the sum of the weights' absolute values; 0 or more.</param>
    /// <param name="l2Regularization">Weight of half the sum of their squares; 0 or more.</param>
    /// <param name="optimizationTolerance">The largest slope at which the search may end; above 0.</param>
    /// <param name="historySize">How many steps the search remembers; above 0.</param>
    /// <param name="enforceNonNegativity">Whether weights must not be negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string labelColumnName = "Label",
        string featureColumnName = "Features", string? exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization, float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance, int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = false) =>
        catalog.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });

    /// <summary>A trainer of a maximum entropy model (multinomial logistic regression) with L-BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">Everything that can be chosen.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, LbfgsMaximumEntropyMulticlassTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LbfgsMaximumEntropyMulticlassTrainer(catalog.Owner.Environment, options);
    }
}
