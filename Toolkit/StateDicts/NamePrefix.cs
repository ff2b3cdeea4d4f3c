namespace Toolkit.StateDicts;

/// <summary>
/// What a wrapper of the network has put before the names of its tensors: <c>_orig_mod.</c> by torch.compile, <c>model.</c> or <c>net.</c> by
/// the attribute of a LightningModule, <c>module.</c> by DataParallel, or several of them.
/// </summary>
internal static class NamePrefix
{
    /// <summary>
    /// The prefix without which most names are the network's: at least half of the network's own, and more than without any; else
    /// none, which is empty.
    /// </summary>
    /// <param name="names">Names in the weights.</param>
    /// <param name="own">Names in the network.</param>
    /// <param name="nameOf">Turns a spelling of older files into the network's.</param>
    public static string Of(IEnumerable<string> names, IReadOnlyCollection<string> own, Func<string, string> nameOf)
    {
        var known = own.ToHashSet(StringComparer.Ordinal);
        var (best, _) = names
            .SelectMany(name => Prefixes(name).Where(prefix => known.Contains(nameOf(name[prefix.Length..]))))
            .CountBy(prefix => prefix)
            .Where(votes => 2 * votes.Value >= known.Count)
            .OrderByDescending(votes => votes.Value).ThenBy(votes => votes.Key.Length)
            .FirstOrDefault();
        return best ?? "";
    }

    // The empty one, and each that ends with a dot.
    private static IEnumerable<string> Prefixes(string name)
    {
        yield return "";
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1)) yield return name[..(dot + 1)];
    }
}
