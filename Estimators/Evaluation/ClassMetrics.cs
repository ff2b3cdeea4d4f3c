namespace Toolkit.Estimators.Evaluation;

/// <summary>The metrics of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Support">Number of its images that were evaluated.</param>
/// <param name="Predicted">Number of images that were predicted as it.</param>
/// <param name="Precision">Share of correct ones among these predictions, 0 to 1; not a number where there are none.</param>
/// <param name="Recall">Share of its images that were predicted as it, 0 to 1; not a number where it has none.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1; not a number where it has no images and none were predicted as it.</param>
/// <param name="LogLoss">Mean of -ln p over its images, p being its probability, at least 1e-15; 0 where it has none.</param>
public sealed record ClassMetrics(string Name, long Support, long Predicted, double Precision, double Recall, double F1, double LogLoss);
