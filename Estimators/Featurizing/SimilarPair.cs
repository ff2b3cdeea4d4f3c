namespace Toolkit.Estimators;

/// <summary>Two images that are alike.</summary>
/// <param name="One">The lower of their numbers in the <see cref="FeatureIndex"/>.</param>
/// <param name="Other">The higher one.</param>
/// <param name="Similarity">The cosine of the angle between the features of both, -1 to 1.</param>
public readonly record struct SimilarPair(int One, int Other, float Similarity);
