namespace Toolkit.Estimators.Evaluation;

/// <summary>Predictions of about the same confidence: a bar of a reliability diagram.</summary>
/// <param name="Low">Lowest confidence, exclusive (0 itself belongs to the first bin).</param>
/// <param name="High">Highest confidence, inclusive.</param>
/// <param name="Images">Number of predictions.</param>
/// <param name="Confidence">Their mean confidence; not a number where there is none.</param>
/// <param name="Accuracy">Share of correct ones, 0 to 1; not a number where there is none.</param>
public sealed record CalibrationBin(double Low, double High, long Images, double Confidence, double Accuracy);

/// <summary>
/// Whether confidence says how often a prediction is right: of those made with 80 %, four of five should be. Confidence is the
/// highest class probability (Guo et al. 2017, "On Calibration of Modern Neural Networks").
/// </summary>
/// <param name="ExpectedError">
/// Expected calibration error, ECE: the mean of |accuracy - confidence| over the bins, weighted by their images. 0 is perfect, 1 the worst.
/// </param>
/// <param name="MaximumError">Maximum calibration error, MCE: the largest |accuracy - confidence| of a bin that has images.</param>
/// <param name="Bins">Of equal width, from 0 to 1.</param>
public sealed record Calibration(double ExpectedError, double MaximumError, IReadOnlyList<CalibrationBin> Bins);
