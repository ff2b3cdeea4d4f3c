namespace Microsoft.ML.Data;

/// <summary>How well scores of more than two classes fit the labels.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics()
    {
    }

    /// <summary>
    /// The mean over all examples of -ln p, where p is the score of the true class, at least 1e-15 and at most 1. Lower is better.
    /// The scores should be probabilities.
    /// </summary>
    public double LogLoss { get; internal init; }

    /// <summary>
    /// (H - <see cref="LogLoss"/>) / H, where H is the log-loss of a classifier that gives every example the frequencies of the classes as
    /// its scores. 1 is perfect, 0 is no better than those frequencies, and below 0 is worse.
    /// </summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>The mean, over the classes that have examples, of the fraction of their examples predicted rightly: 0 to 1.</summary>
    public double MacroAccuracy { get; internal init; }

    /// <summary>The fraction of all examples predicted rightly: 0 to 1. Of equal scores, the first counts as the prediction.</summary>
    public double MicroAccuracy { get; internal init; }

    /// <summary>
    /// The fraction of examples whose true class is among the <see cref="TopKPredictionCount"/> highest scores; 0 where that is 0.
    /// </summary>
    public double TopKAccuracy => TopKAccuracyForAllK?.LastOrDefault() ?? 0;

    /// <summary>The K that was asked for; 0 for none.</summary>
    public int TopKPredictionCount { get; internal init; }

    /// <summary>The top-K accuracy for each K from 1 to <see cref="TopKPredictionCount"/>; null where that is 0.</summary>
    public IReadOnlyList<double>? TopKAccuracyForAllK { get; internal init; }

    /// <summary>The <see cref="LogLoss"/> over the examples of each class; 0 for a class without examples.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; internal init; } = [];

    /// <summary>How often each class was taken for each other.</summary>
    public ConfusionMatrix ConfusionMatrix { get; internal init; } = new([], []);
}
