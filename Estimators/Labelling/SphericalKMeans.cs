using System.Numerics.Tensors;

namespace Toolkit.Estimators.Labelling;

/// <summary>
/// Groups images by the directions of their features (Dhillon and Modha 2001, "Concept decompositions"), in which uncertain images weigh more.
/// ML.NET's KMeans does not heed weights, and refuses images that are there several times.
/// </summary>
internal static class SphericalKMeans
{
    private const int MostRounds = 20;

    /// <summary>The middles of the groups, vectors of length 1.</summary>
    /// <param name="images">At least as many as groups.</param>
    /// <param name="groups">At least 1.</param>
    public static float[][] Middles(UnlabelledImage[] images, int groups)
    {
        var middles = FarApart(images, groups);
        int[] before = [];
        for (var round = 0; round < MostRounds; round++)
        {
            var nearest = images.Select(image => Nearest(image, middles)).ToArray();
            if (nearest.SequenceEqual(before)) break;
            for (var group = 0; group < groups; group++) Move(middles[group], images.Where((_, image) => nearest[image] == group));
            before = nearest;
        }
        return middles;
    }

    /// <summary>
    /// Begins with the most uncertain image; each next one is uncertain and far from all before it. Images without a direction are never far: they are like
    /// nothing, themselves included, and each would be taken again and again.
    /// </summary>
    private static float[][] FarApart(UnlabelledImage[] images, int groups)
    {
        var (middles, distances) = (new List<float[]>(), images.Select(image => image.Direction.Any(value => value != 0) ? 1f : 0).ToArray());
        while (middles.Count < groups)
        {
            var next = Enumerable.Range(0, images.Length).MaxBy(image => distances[image] * images[image].Uncertainty);
            middles.Add([.. images[next].Direction]);
            for (var image = 0; image < images.Length; image++)
                distances[image] = Math.Min(distances[image], Math.Max(0, 1 - TensorPrimitives.Dot<float>(images[image].Direction, middles[^1])));
            distances[next] = 0;
        }
        return [.. middles];
    }

    private static int Nearest(UnlabelledImage image, float[][] middles) =>
        Enumerable.Range(0, middles.Length).MaxBy(group => TensorPrimitives.Dot<float>(image.Direction, middles[group]));

    /// <summary>A group that nobody is in stays where it is.</summary>
    private static void Move(float[] middle, IEnumerable<UnlabelledImage> members)
    {
        var sum = new float[middle.Length];
        foreach (var image in members) TensorPrimitives.MultiplyAdd(image.Direction, image.Uncertainty, sum, sum);
        var length = TensorPrimitives.Norm<float>(sum);
        if (length > 0) TensorPrimitives.Divide(sum, length, middle);
    }
}
