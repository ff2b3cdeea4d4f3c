using Toolkit.Estimators.Evaluation;

namespace Toolkit.Estimators.Reporting;

/// <summary>A misclassification for a report, with pictures where they can be had.</summary>
/// <param name="Mistake">What was taken for what.</param>
/// <param name="Picture">The image, as a small JPEG file; null where it cannot be read.</param>
/// <param name="HeatMap">
/// What the network saw of the predicted class (Grad-CAM), over the image as the network takes it, as a small JPEG file; null where the network
/// has no feature maps or is in int8.
/// </param>
/// <param name="Note">Why a picture is missing, in a sentence; null where none is.</param>
public sealed record ReportedMistake(Misclassification Mistake, byte[]? Picture, byte[]? HeatMap, string? Note = null);
