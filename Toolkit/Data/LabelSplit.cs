namespace Toolkit.Data;

/// <summary>
/// Splits images with several labels each in two, so that every label is divided in about the same proportion: iterative stratification (Sechidis et al.
/// 2011, "On the stratification of multi-label data"). The label with the fewest images left is dealt out first, since it leaves the least choice.
/// </summary>
internal sealed class LabelSplit
{
    private readonly IImageDataset source;
    private readonly int[] order, left;
    private readonly double[] missing;
    private readonly bool[] dealt;
    private readonly HashSet<int> part = [];

    private LabelSplit(IImageDataset source, double fraction, int[] order)
    {
        (this.source, this.order) = (source, order);
        (left, dealt) = (new int[source.ClassNames.Count], new bool[source.Count]);
        foreach (var index in order) Count(index, 1);
        missing = [.. left.Select(images => images < 2 ? 0 : Math.Clamp(fraction * images, 1, images - 1))];
    }

    /// <summary>The images of the part; a label of at least two images has at least one there.</summary>
    /// <param name="source">Images with several labels each.</param>
    /// <param name="fraction">The share of the part: above 0 and below 1.</param>
    /// <param name="order">All indices, in random order.</param>
    public static HashSet<int> PartOf(IImageDataset source, double fraction, int[] order)
    {
        var split = new LabelSplit(source, fraction, order);
        while (split.RarestLabel() is { } label) split.Deal(label);
        split.DealTheRest(fraction * order.Length);
        if (split.part.Count == 0 && order.Length > 1) split.part.Add(order[0]);
        return split.part;
    }

    /// <summary>The label that the fewest images have that are not dealt yet, but at least one; null: there is none.</summary>
    private int? RarestLabel()
    {
        var present = Enumerable.Range(0, left.Length).Where(label => left[label] > 0).ToList();
        return present.Count == 0 ? null : present.MinBy(label => left[label]);
    }

    private void Deal(int label)
    {
        foreach (var index in order)
        {
            if (dealt[index] || source.TargetsOf(index)[label] == 0) continue;
            dealt[index] = true;
            Count(index, -1);
            if (missing[label] < 0.5) continue;
            part.Add(index);
            for (var i = 0; i < missing.Length; i++) missing[i] -= source.TargetsOf(index)[i];
        }
    }

    /// <summary>Those without labels.</summary>
    private void DealTheRest(double wanted)
    {
        foreach (var index in order)
            if (!dealt[index] && part.Count + 0.5 <= wanted) part.Add(index);
    }

    private void Count(int index, int change)
    {
        var targets = source.TargetsOf(index);
        for (var label = 0; label < left.Length; label++)
            if (targets[label] > 0) left[label] += change;
    }
}
