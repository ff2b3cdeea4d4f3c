using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms that copy, join and choose columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Makes the column <paramref name="outputColumnName"/>, the same as <paramref name="inputColumnName"/>.</summary>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnCopyingEstimator(catalog.Environment, [new InputOutputColumnPair(outputColumnName, inputColumnName)]);
    }
}
