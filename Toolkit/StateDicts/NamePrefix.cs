namespace Toolkit.StateDicts;

/// <summary>
/// What wrappers of the network have put before the names of its tensors: <c>_orig_mod.</c> by torch.compile, <c>model.</c> or <c>net.</c> by
/// the attribute of a LightningModule, <c>module.</c> by DataParallel, or several of them in any order.
/// </summary>
internal static class NamePrefix
{
    /// <summary>No network's names come near this; a hostile file's may have millions of dots, each of which would be tried.</summary>
    private const int LongestName = 1000;

    /// <summary>
    /// The prefix without which at least half of the network's own names are there; else none, which is empty. Of several copies of the network
    /// it is that of one that is no average (<see cref="AveragedWeights"/>), of the one with the most names, of the first.
    /// </summary>
    /// <param name="names">Names in the weights.</param>
    /// <param name="own">Names in the network.</param>
    /// <param name="nameOf">Turns a spelling of older files into the network's.</param>
    public static string Of(IEnumerable<string> names, IReadOnlyCollection<string> own, Func<string, string> nameOf)
    {
        var known = own.ToHashSet(StringComparer.Ordinal);
        return Commonest(names, known, nameOf) ?? Commonest(names, known, name => nameOf(InnerWrappers.Without(name))) ?? "";
    }

    private static string? Commonest(IEnumerable<string> names, HashSet<string> known, Func<string, string> nameOf) => names
        .SelectMany(name => Prefixes(name).Where(prefix => known.Contains(nameOf(name[prefix.Length..]))))
        .CountBy(prefix => prefix)
        .Where(votes => 2 * votes.Value >= known.Count)
        .OrderBy(votes => AveragedWeights.IsNamed(votes.Key)).ThenByDescending(votes => votes.Value)
        .FirstOrDefault().Key;

    // Each that ends with a dot, and the empty one. The longest comes first: of a wrapper's name none is to be taken for an inner one's.
    private static IEnumerable<string> Prefixes(string name)
    {
        var rest = name.Length <= LongestName ? name : "";
        while (rest.LastIndexOf('.') is >= 0 and var dot)
        {
            yield return name[..(dot + 1)];
            rest = name[..dot];
        }
        yield return "";
    }
}
