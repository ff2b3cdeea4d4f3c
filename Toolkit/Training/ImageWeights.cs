using Toolkit.Data;

namespace Toolkit.Training;

/// <summary>How much the loss of each training image counts.</summary>
internal static class ImageWeights
{
    /// <summary>
    /// Weights with a mean of 1, so that they do not change the size of the steps: those of the data set, balanced between the classes if
    /// asked for. Null where all are equal.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    public static float[]? Of(IImageDataset images, ClassBalancing balancing)
    {
        double[] weights = [.. Enumerable.Range(0, images.Count).Select(index => Checked(images, index))];
        if (weights.Sum() == 0)
            throw new ArgumentException("All weights of the training images are 0, so there is nothing to learn from. Give at least one a weight above 0.");
        if (balancing == ClassBalancing.InverseFrequency) Balance(weights, images);
        var mean = weights.Average();
        return weights.All(weight => weight == weights[0]) ? null : [.. weights.Select(weight => (float)(weight / mean))];
    }

    private static double Checked(IImageDataset images, int index)
    {
        var weight = images.WeightOf(index);
        return weight >= 0 && float.IsFinite(weight)
            ? weight
            : throw new ArgumentException(
                $"The weight of {images.NameOf(index)} is {weight}, but must be a finite number of at least 0.");
    }

    private static void Balance(double[] weights, IImageDataset images)
    {
        var sums = new double[images.ClassNames.Count];
        for (var i = 0; i < weights.Length; i++) sums[images.LabelOf(i)] += weights[i];
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] > 0) weights[i] /= sums[images.LabelOf(i)];
    }
}
