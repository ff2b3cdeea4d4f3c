using Toolkit.Reporting;

namespace Toolkit.Estimators.Evaluation;

/// <summary>
/// Metrics of predictions: those of <c>ml.MulticlassClassification.Evaluate</c>, equal to its own, and metrics of every class, top-k
/// accuracy for every k, calibration, and the worst misclassifications. <see cref="ToString"/> shows them all.
/// </summary>
public sealed class ImageClassificationMetrics
{
    internal ImageClassificationMetrics()
    {
    }

    /// <summary>Share of correct predictions among all images, 0 to 1: top-1 accuracy. Of equal scores the first counts.</summary>
    public required double MicroAccuracy { get; init; }

    /// <summary>Mean, over the classes that have images, of their recall: 0 to 1.</summary>
    public required double MacroAccuracy { get; init; }

    /// <summary>
    /// Mean, over the classes that have images, of their precision, which counts as 0 where no image was predicted as the class.
    /// </summary>
    public required double MacroPrecision { get; init; }

    /// <summary>Mean of F1 over the classes that have images: each class counts the same.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of F1 over the classes, weighted by their images.</summary>
    public required double WeightedF1 { get; init; }

    /// <summary>Mean of -ln p, p being the score of the true class, at least 1e-15 and at most 1. Lower is better.</summary>
    public required double LogLoss { get; init; }

    /// <summary>
    /// (H - <see cref="LogLoss"/>) / H, H being the log-loss of predicting the frequencies of the classes: 1 is perfect, 0 no better.
    /// </summary>
    public required double LogLossReduction { get; init; }

    /// <summary>
    /// Share of images whose class is among the k highest scores: element 0 for k = 1, up to the number of classes.
    /// </summary>
    public required IReadOnlyList<double> TopKAccuracyForAllK { get; init; }

    /// <summary>Precision, recall, F1, support and log-loss of every class, in the order of the scores.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>
    /// How many images of each class were predicted as each class. Images of classes that the model does not know are not in it.
    /// </summary>
    public required ConfusionTable ConfusionTable { get; init; }

    /// <summary>Calibration error and reliability bins; null where the scores are no probabilities.</summary>
    public required Calibration? Calibration { get; init; }

    /// <summary>
    /// The same as <see cref="Calibration"/> for the probabilities that the network had before its temperature was fitted; null where it was not, or the
    /// scores do not say so, which those of a model in a file of <c>ml.Model.Save</c> do not.
    /// </summary>
    public required Calibration? CalibrationBeforeScaling { get; init; }

    /// <summary>
    /// Coverage against accuracy: which share of the images is answered, and how well, where answers need a least confidence, from 0 to 0.99 and at the
    /// model's own threshold; empty where the scores are no probabilities. All other metrics are over all images, answered or not.
    /// </summary>
    public required IReadOnlyList<CoveragePoint> Coverage { get; init; }

    /// <summary>The misclassifications with the highest confidence, the highest first.</summary>
    public required IReadOnlyList<Misclassification> WorstMisclassifications { get; init; }

    /// <summary>Number of images that were evaluated.</summary>
    public required long Images { get; init; }

    /// <summary>
    /// How many of these are of classes that the model does not know: predicted wrongly, with the greatest log-loss, as
    /// <c>ml.MulticlassClassification.Evaluate</c> counts them.
    /// </summary>
    public required long ImagesOfUnknownClasses { get; init; }

    /// <summary>Rows left out, since they have no label, or a score that is not finite.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Share of images whose class is among the k highest scores, 0 to 1.</summary>
    /// <param name="k">1 to the number of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer classes, or k is below 1.</exception>
    public double TopKAccuracy(int k) => k >= 1 && k <= TopKAccuracyForAllK.Count
        ? TopKAccuracyForAllK[k - 1]
        : throw new ArgumentOutOfRangeException(nameof(k), k, $"k goes from 1 to the number of classes, {TopKAccuracyForAllK.Count}.");

    /// <summary>A report as text: metrics, classes, confusion table, calibration and worst misclassifications.</summary>
    public override string ToString() => MetricsReport.Format(this);
}
