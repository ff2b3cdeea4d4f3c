using Toolkit.Data;

namespace Toolkit.Training;

/// <summary>How much more the images count that have a label than those that have it not: PyTorch's <c>pos_weight</c>.</summary>
internal static class PositiveWeights
{
    /// <summary>Images without the label divided by those with it, one a label.</summary>
    /// <param name="images">Images with several labels each.</param>
    /// <param name="weights">How much each image counts; null: all the same.</param>
    public static float[] Of(IImageDataset images, float[]? weights)
    {
        var (with, all) = (new double[images.ClassNames.Count], 0.0);
        for (var i = 0; i < images.Count; i++)
        {
            var weight = weights is null ? 1 : weights[i];
            all += weight;
            var targets = images.TargetsOf(i);
            for (var label = 0; label < with.Length; label++) with[label] += weight * targets[label];
        }
        // A label that none or all of the images have cannot be balanced.
        return [.. with.Select(sum => sum > 0 && sum < all ? (float)((all - sum) / sum) : 1)];
    }
}
