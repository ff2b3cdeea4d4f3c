using Toolkit.Images;

namespace Toolkit.Data;

/// <summary>Ways to choose a part of a data set. All are views; the same seed chooses the same images.</summary>
public static class ImageSubsets
{
    /// <summary>The images at the given indices, in that order.</summary>
    public static ImageSubset Subset(this IImageDataset source, IEnumerable<int> indices) => new(source, indices);

    /// <summary>The first images of every class, in the order of the data set.</summary>
    /// <param name="source">The whole.</param>
    /// <param name="perClass">At least 1; a class that has fewer images gives all it has.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static ImageSubset TakePerClass(this IImageDataset source, int perClass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(perClass, 1);
        var taken = new int[source.ClassNames.Count];
        return source.Subset(Enumerable.Range(0, source.Count).Where(index => taken[source.LabelOf(index)]++ < perClass));
    }

    /// <summary>Images drawn at random without regard to their classes, in the order of the data set.</summary>
    /// <param name="source">The whole.</param>
    /// <param name="count">1 to the number of images.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or more than there are.</exception>
    public static ImageSubset TakeRandom(this IImageDataset source, int count, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (count < 1 || count > source.Count)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The data set has {source.Count} images, so 1 to {source.Count} can be drawn.");
        return source.Subset(Shuffled(Enumerable.Range(0, source.Count), seed).Take(count).Order());
    }

    /// <summary>
    /// Splits a data set in two so that every class is divided in the same proportion, as a validation set should be.
    /// A class of at least two images has at least one image on either side.
    /// </summary>
    /// <param name="source">The whole.</param>
    /// <param name="fraction">The share of <c>Part</c>: above 0 and below 1.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>What remains and the part, both in the order of the data set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">No class has two images, so nothing could be split.</exception>
    public static (ImageSubset Remaining, ImageSubset Part) SplitStratified(this IImageDataset source, double fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be above 0 and below 1.");
        var part = Enumerable.Range(0, source.Count)
            .GroupBy(source.LabelOf)
            .SelectMany(group => PartOfClass([.. group], fraction, seed))
            .ToHashSet();
        if (part.Count == 0)
            throw new ArgumentException(
                $"The data set cannot be split: each part needs an image of a class, but none of its {source.ClassNames.Count} classes has more than one of the "
                + $"{source.Count} images. Add images, or give those of the second part as a data set of their own.");
        var indices = Enumerable.Range(0, source.Count);
        return (source.Subset(indices.Where(index => !part.Contains(index))), source.Subset(part.Order()));
    }

    private static IEnumerable<int> PartOfClass(int[] indices, double fraction, long seed)
    {
        var wanted = (int)Math.Round(indices.Length * fraction, MidpointRounding.AwayFromZero);
        var count = indices.Length < 2 ? 0 : Math.Clamp(wanted, 1, indices.Length - 1);
        return Shuffled(indices, seed).Take(count);
    }

    private static int[] Shuffled(IEnumerable<int> indices, long seed)
    {
        int[] order = [.. indices];
        var random = new ImageRandom(seed, order.Length, order.FirstOrDefault());
        random.Shuffle(order.AsSpan());
        return order;
    }
}
