using Toolkit.Estimators.Images;
using Toolkit.Images;

namespace Toolkit.Estimators.Scoring.Rows;

/// <summary>A column's images as a network takes them, but for normalisation.</summary>
/// <param name="Column">The column.</param>
/// <param name="Length">Number of values of one image, <c>C·H·W</c>.</param>
/// <param name="BatchSize">How many go through the network at once.</param>
/// <param name="CreatePreparer">Makes what prepares them, for one thread.</param>
internal sealed record PreparedImages(ImageColumn Column, int Length, int BatchSize, Func<ImagePreparer> CreatePreparer);
