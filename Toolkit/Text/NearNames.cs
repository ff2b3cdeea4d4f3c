namespace Toolkit.Text;

/// <summary>
/// Finds the names that somebody who mistyped a name probably meant, for error messages.
/// </summary>
public static class NearNames
{
    /// <summary>The known names nearest to <paramref name="name"/>, the nearest first.</summary>
    /// <param name="name">What was asked for. Upper and lower case, '-', '_', '.' and spaces make no difference.</param>
    /// <param name="known">The names that exist.</param>
    /// <param name="limit">At most so many are returned; at least 1, 3 by default.</param>
    /// <returns>
    /// Names that can be reached with few edits (at most a third of the longer name, and at least 2), or that contain
    /// <paramref name="name"/> or are contained in it; empty when none is near.
    /// </returns>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int limit = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var wanted = Simplify(name);
        return known
            .Select(candidate => (candidate, rank: Rank(wanted, Simplify(candidate))))
            .Where(pair => pair.rank is not null)
            .OrderBy(pair => pair.rank)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(limit)
            .Select(pair => pair.candidate)
            .ToArray();
    }

    /// <summary>
    /// A sentence for the end of an error message: <c> Did you mean "resnet18" or "resnet34"?</c> with a leading
    /// space, or, when no name is near, an empty string.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public static string Hint(string name, IEnumerable<string> known, int limit = 3)
    {
        var near = Of(name, known, limit).Select(candidate => $"\"{candidate}\"").ToArray();
        return near.Length switch
        {
            0 => "",
            1 => $" Did you mean {near[0]}?",
            _ => $" Did you mean {string.Join(", ", near[..^1])} or {near[^1]}?",
        };
    }

    /// <summary>
    /// The Levenshtein distance with swaps of neighbours: how many characters must be inserted, deleted, replaced or
    /// swapped with the next one to turn one word into the other. Case matters here.
    /// </summary>
    public static int EditDistance(string first, string second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int[] beforePrevious = [], previous = [.. Enumerable.Range(0, second.Length + 1)];
        for (var i = 1; i <= first.Length; i++)
        {
            var current = new int[second.Length + 1];
            current[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var replace = previous[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1];
                if (swapped) current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }
            (beforePrevious, previous) = (previous, current);
        }
        return previous[second.Length];
    }

    private static int? Rank(string wanted, string candidate)
    {
        var distance = EditDistance(wanted, candidate);
        var allowed = Math.Max(2, Math.Max(wanted.Length, candidate.Length) / 3);
        if (distance <= allowed && distance < Math.Max(wanted.Length, candidate.Length)) return distance;
        var contains = wanted.Length >= 3 && candidate.Length >= 3
            && (candidate.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(candidate, StringComparison.Ordinal));
        return contains ? distance : null;
    }

    private static string Simplify(string name) =>
        string.Concat(name.Where(c => c is not ('-' or '_' or '.' or ' '))).ToLowerInvariant();
}
