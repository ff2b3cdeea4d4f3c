using System.Numerics.Tensors;

namespace Toolkit.Estimators.Labelling;

/// <summary>Chooses images that are uncertain, and unlike each other (Zhdanov 2019, "Diverse mini-batch active learning").</summary>
internal static class LabelQuery
{
    /// <summary>Candidates for each image that is chosen, the number that the paper recommends.</summary>
    private const int CandidatesPerImage = 10;

    /// <summary>Numbers of rows in ascending order.</summary>
    public static int[] Choose(List<UnlabelledImage> images, int count)
    {
        if (images.Count <= count) return [.. images.Select(image => image.Row)];
        var candidates = CandidatesOf(images, count);
        var middles = SphericalKMeans.Middles(candidates, count);
        return [.. OneNearEach(middles, candidates).Select(image => image.Row).Order()];
    }

    /// <summary>The least certain ones; where all are as uncertain, all.</summary>
    private static UnlabelledImage[] CandidatesOf(List<UnlabelledImage> images, int count)
    {
        var ordered = images.OrderByDescending(image => image.Uncertainty).ToArray();
        return ordered[0].Uncertainty == ordered[^1].Uncertainty ? ordered : ordered[..Math.Min(ordered.Length, CandidatesPerImage * count)];
    }

    /// <summary>The image nearest to the middle of each group, each image once.</summary>
    private static HashSet<UnlabelledImage> OneNearEach(float[][] middles, UnlabelledImage[] images)
    {
        var chosen = new HashSet<UnlabelledImage>();
        foreach (var middle in middles)
            chosen.Add(images.Where(image => !chosen.Contains(image)).MaxBy(image => TensorPrimitives.Dot<float>(image.Direction, middle))!);
        return chosen;
    }
}
