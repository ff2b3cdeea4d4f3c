namespace Toolkit.Estimators.Evaluation;

/// <summary>The metrics of one of several labels.</summary>
/// <param name="Name">The label.</param>
/// <param name="Support">Number of images that have it.</param>
/// <param name="Predicted">Number of images that were said to have it.</param>
/// <param name="Precision">Share of correct ones among these, 0 to 1; not a number where there are none.</param>
/// <param name="Recall">Share of its images that were said to have it, 0 to 1; not a number where it has none.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1; not a number where it has no images and none were said to have it.</param>
/// <param name="AveragePrecision">
/// How well its images are ranked before the others, whatever the threshold, 0 to 1: scikit-learn's <c>average_precision_score</c>; not a number where it has
/// no images.
/// </param>
public sealed record LabelMetrics(
    string Name, long Support, long Predicted, double Precision, double Recall, double F1, double AveragePrecision);
