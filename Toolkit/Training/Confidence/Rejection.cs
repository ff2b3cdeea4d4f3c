namespace Toolkit.Training;

/// <summary>From which probability on a classifier answers, and what that makes of the validation images.</summary>
/// <param name="Threshold">
/// An image is answered where its highest class probability is at least this. 0 where all are; just above 1 where none is, since the answers that the
/// network is surest of are wrong too often.
/// </param>
/// <param name="Answered">Share of the validation images that are answered, 0 to 1.</param>
/// <param name="Accuracy">Share of right answers among these, 0 to 1; not a number where there are none.</param>
public sealed record Rejection(float Threshold, double Answered, double Accuracy);
