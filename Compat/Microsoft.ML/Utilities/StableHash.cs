namespace Microsoft.ML.Utilities;

/// <summary>Hashes that are the same in every process, unlike those of strings.</summary>
internal static class StableHash
{
    // FNV-1a with 64 bits.
    private const ulong Start = 14695981039346656037, Prime = 1099511628211;

    /// <summary>The hash of the characters of a value's text, whatever its type.</summary>
    public static ulong Of<T>(T value)
    {
        var hash = Start;
        foreach (var letter in Values.ToText(value).Span)
            hash = (hash ^ letter) * Prime;
        return hash;
    }
}
