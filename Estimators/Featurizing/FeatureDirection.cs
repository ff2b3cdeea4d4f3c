using System.Numerics.Tensors;

namespace Toolkit.Estimators.Featurizing;

/// <summary>Features as directions: vectors of length 1, whose inner product is the cosine of the angle between them.</summary>
internal static class FeatureDirection
{
    /// <summary>The vector at length 1; zeros, which have no direction, stay and are like nothing.</summary>
    /// <param name="features">The features.</param>
    /// <param name="length">How many there must be.</param>
    /// <param name="image">What a message calls the image.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is not finite.</exception>
    public static float[] Of(float[] features, int length, string image)
    {
        if (features.Length != length)
            throw new ArgumentException($"{length} features are expected, but {image} has {features.Length}. Take all from one network.");
        var norm = TensorPrimitives.Norm<float>(features);
        if (!float.IsFinite(norm)) throw new ArgumentException($"The features of {image} are not all finite numbers.");
        var direction = new float[length];
        if (norm > 0) TensorPrimitives.Divide(features, norm, direction);
        return direction;
    }
}
