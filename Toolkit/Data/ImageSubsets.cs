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
    /// <exception cref="ArgumentException">The images are not for classification.</exception>
    public static ImageSubset TakePerClass(this IImageDataset source, int perClass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(perClass, 1);
        if (source.Task != LearningTask.Classification)
            throw new ArgumentException($"Images for {source.Task} have no classes to take from. Use {nameof(TakeRandom)}.", nameof(source));
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
    /// A class of at least two images has at least one image on either side. Images with several labels are split so that each label is divided in
    /// about the same proportion (Sechidis et al. 2011), images with numbers at random.
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
        var part = source.Task == LearningTask.MultiLabel
            ? LabelSplit.PartOf(source, fraction, Shuffled(Enumerable.Range(0, source.Count), seed))
            : Enumerable.Range(0, source.Count).GroupBy(StratumOf).SelectMany(group => PartOfClass([.. group], fraction, seed)).ToHashSet();
        if (part.Count == 0)
            throw new ArgumentException(
                $"The data set cannot be split: each part needs an image of a class, but none of its {source.ClassNames.Count} classes has more than one of the "
                + $"{source.Count} images. Add images, or give those of the second part as a data set of their own.");
        var indices = Enumerable.Range(0, source.Count);
        return (source.Subset(indices.Where(index => !part.Contains(index))), source.Subset(part.Order()));

        int StratumOf(int index) => source.Task == LearningTask.Classification ? source.LabelOf(index) : 0;
    }

    /// <summary>
    /// Splits a data set in two so that no group is on both sides, as photographs of one part or one patient must not be, and every class, or each of several
    /// labels, is divided in about the same proportion.
    /// </summary>
    /// <param name="source">The whole.</param>
    /// <param name="groups">The group of each image, in the order of the data set.</param>
    /// <param name="fraction">The share of <c>Part</c>: above 0 and below 1.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>What remains and the part, both in the order of the data set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">There are not as many groups as images, or all images are of one group.</exception>
    public static (ImageSubset Remaining, ImageSubset Part) SplitByGroup(this IImageDataset source, IReadOnlyList<string> groups, double fraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(groups);
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be above 0 and below 1.");
        if (groups.Count != source.Count) throw new ArgumentException($"There are {groups.Count} groups for {source.Count} images. Give one for each image.");
        int[][] members = [.. Enumerable.Range(0, source.Count).GroupBy(index => groups[index]).Select(group => group.ToArray())];
        if (members.Length < 2)
            throw new ArgumentException(
                $"The data set cannot be split: all {source.Count} images are of the group '{groups.FirstOrDefault()}'. Give images of another group.");
        var part = GroupsOfPart(source, members, fraction, seed).SelectMany(group => group).ToHashSet();
        var indices = Enumerable.Range(0, source.Count);
        return (source.Subset(indices.Where(index => !part.Contains(index))), source.Subset(part.Order()));
    }

    /// <summary>Takes groups in random order as long as they bring the classes nearer to their share; at least one, and never all.</summary>
    private static List<int[]> GroupsOfPart(IImageDataset source, int[][] groups, double fraction, long seed)
    {
        var missing = new Dictionary<int, double>();
        foreach (var stratum in Enumerable.Range(0, source.Count).SelectMany(StrataOf)) missing[stratum] = missing.GetValueOrDefault(stratum) + fraction;
        var part = new List<int[]>();
        foreach (var number in Shuffled(Enumerable.Range(0, groups.Length), seed))
        {
            var taken = groups[number].SelectMany(StrataOf).CountBy(stratum => stratum).ToArray();
            if (part.Count == groups.Length - 1 || taken.Sum(of => Math.Abs(missing[of.Key] - of.Value) - Math.Abs(missing[of.Key])) >= 0) continue;
            part.Add(groups[number]);
            foreach (var (stratum, count) in taken) missing[stratum] -= count;
        }
        return part.Count > 0 ? part : [groups.MinBy(group => group.Length)!];

        IEnumerable<int> StrataOf(int index) => ImageSubsets.StrataOf(source, index);
    }

    /// <summary>What of an image is to be divided: its class, or its labels, or that it has none. Images with numbers are all alike.</summary>
    private static IEnumerable<int> StrataOf(IImageDataset source, int index)
    {
        const int none = -1;
        if (source.Task == LearningTask.Classification) return [source.LabelOf(index)];
        if (source.Task == LearningTask.Regression) return [none];
        int[] labels = [.. source.TargetsOf(index).ToArray().Index().Where(target => target.Item > 0).Select(target => target.Index)];
        return labels.Length > 0 ? labels : [none];
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
