namespace Toolkit.Estimators.Evaluation;

/// <summary>How well one class is recognised.</summary>
/// <param name="Name">The class.</param>
/// <param name="Support">Number of its images that were evaluated.</param>
/// <param name="Predicted">Number of images that were taken for it.</param>
/// <param name="Precision">Share of right answers among those that named it, 0 to 1; not a number where none did.</param>
/// <param name="Recall">Share of its images that were recognised, 0 to 1; not a number where it has none.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1; not a number where it has no images and no answer named it.</param>
/// <param name="LogLoss">Mean of -ln p over its images, p being its probability, at least 1e-15; 0 where it has none.</param>
public sealed record ClassMetrics(string Name, long Support, long Predicted, double Precision, double Recall, double F1, double LogLoss);
