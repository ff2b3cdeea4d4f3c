namespace Microsoft.ML;

/// <summary>Names of an output column and of the column it is made of.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>A pair of names.</summary>
    /// <param name="outputColumnName">The column to be made.</param>
    /// <param name="inputColumnName">The column it is made of; null means the same name.</param>
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    /// <summary>The column it is made of.</summary>
    public string InputColumnName { get; }

    /// <summary>The column to be made.</summary>
    public string OutputColumnName { get; }

    /// <summary><paramref name="pairs"/>, of which there must be at least one.</summary>
    internal static IReadOnlyList<InputOutputColumnPair> Check(IReadOnlyList<InputOutputColumnPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
            throw new ArgumentException("At least one pair of columns is needed.", nameof(pairs));
        return pairs;
    }
}
