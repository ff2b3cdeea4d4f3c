namespace Toolkit.Estimators;

/// <summary>An image that is like another one.</summary>
/// <param name="Image">Its number in the <see cref="FeatureIndex"/>.</param>
/// <param name="Similarity">The cosine of the angle between the features of both, -1 to 1.</param>
public readonly record struct SimilarImage(int Image, float Similarity);
