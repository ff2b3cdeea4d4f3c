using System.Globalization;
using Toolkit.Data;

namespace Toolkit.Training;

/// <summary>What a training run is judged by beside its loss: the epoch where it is highest is the best one.</summary>
public enum TrainingMetric
{
    /// <summary>Share of right answers, 0 to 1: of classification.</summary>
    Accuracy,

    /// <summary>
    /// Mean over the labels of the average precision, 0 to 1 (scikit-learn's <c>average_precision_score</c>, macro): of several labels. Labels that no image
    /// has are left out; 0 where that are all.
    /// </summary>
    MeanAveragePrecision,

    /// <summary>
    /// Mean over the numbers of R², the share of the variance that is explained, at most 1 (scikit-learn's <c>r2_score</c>): of regression. A number that is
    /// the same for all images counts 1 where it is met and 0 where not.
    /// </summary>
    RSquared,
}

/// <summary>The metrics in words.</summary>
public static class TrainingMetrics
{
    /// <summary>What a task is judged by.</summary>
    public static TrainingMetric Of(LearningTask task) => task switch
    {
        LearningTask.MultiLabel => TrainingMetric.MeanAveragePrecision,
        LearningTask.Regression => TrainingMetric.RSquared,
        _ => TrainingMetric.Accuracy,
    };

    /// <summary>Its name within a sentence: <c>accuracy</c>, <c>mAP</c> or <c>R²</c>.</summary>
    public static string Name(this TrainingMetric metric) => metric switch
    {
        TrainingMetric.MeanAveragePrecision => "mAP",
        TrainingMetric.RSquared => "R²",
        _ => "accuracy",
    };

    /// <summary>A value in words: <c>91.25%</c>; for R², which may be below 0, <c>0.9125</c>.</summary>
    public static string Format(this TrainingMetric metric, double value) =>
        value.ToString(metric == TrainingMetric.RSquared ? "F4" : "P2", CultureInfo.InvariantCulture);
}
