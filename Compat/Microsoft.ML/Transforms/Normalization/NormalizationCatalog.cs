using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that bring numbers into a common range.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales numbers by their least and greatest value in the training data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to be made.</param>
    /// <param name="inputColumnName">A column of Single or Double, scalar or a vector of known size; null means the same name.</param>
    /// <param name="maximumExampleCount">How many rows are looked at, at most; more than 1.</param>
    /// <param name="fixZero">Whether 0 stays 0, which gives numbers from -1 to 1; otherwise they are from 0 to 1.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName,
        string? inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        catalog.NormalizeMinMax([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero);

    /// <inheritdoc cref="NormalizeMinMax(TransformsCatalog, string, string, long, bool)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Names of the columns made and of those with the numbers.</param>
    /// <param name="maximumExampleCount">How many rows are looked at, at most.</param>
    /// <param name="fixZero">Whether 0 stays 0.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = 1000000000, bool fixZero = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NormalizingEstimator(catalog.Environment, columns, maximumExampleCount, fixZero);
    }
}
