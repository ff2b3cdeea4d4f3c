namespace Toolkit.Estimators;

/// <summary>Two images that are alike.</summary>
/// <param name="One">The number of one in the <see cref="FeatureIndex"/>; within one index the lower.</param>
/// <param name="Other">The number of the other, in the same index or in the one that it was compared with.</param>
/// <param name="Similarity">The cosine of the angle between the features of both, -1 to 1.</param>
public readonly record struct SimilarPair(int One, int Other, float Similarity);
