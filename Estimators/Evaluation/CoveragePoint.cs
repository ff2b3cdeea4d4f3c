namespace Toolkit.Estimators.Evaluation;

/// <summary>What becomes of the images when only those are answered of whose class the model is sure enough.</summary>
/// <param name="Threshold">The least confidence, the highest class probability, of an answer.</param>
/// <param name="Answered">Share of the images that are answered, 0 to 1.</param>
/// <param name="Accuracy">Share of correct answers among these, 0 to 1; not a number where there are none.</param>
public sealed record CoveragePoint(float Threshold, double Answered, double Accuracy);
