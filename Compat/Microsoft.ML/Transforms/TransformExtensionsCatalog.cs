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

    /// <summary>Joins columns of one type, scalars and vectors, into the vector column <paramref name="outputColumnName"/>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column to be made.</param>
    /// <param name="inputColumnNames">The columns, in order; at least one.</param>
    public static ColumnConcatenatingEstimator Concatenate(this TransformsCatalog catalog, string outputColumnName,
        params string[] inputColumnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnConcatenatingEstimator(catalog.Environment, outputColumnName, inputColumnNames);
    }

    /// <summary>Leaves columns out, hidden ones of the same names included.</summary>
    public static ColumnSelectingEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        catalog.Select(new ColumnSelectingTransformer(columnNames, keep: false, keepHidden: false));

    /// <summary>Keeps columns, in the order in which they are named, and leaves out all others and hidden ones.</summary>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        catalog.SelectColumns(columnNames, keepHidden: false);

    /// <summary>Keeps columns, in the order in which they are named, and leaves out all others.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns.</param>
    /// <param name="keepHidden">Whether hidden columns of these names stay too.</param>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, string[] columnNames, bool keepHidden) =>
        catalog.Select(new ColumnSelectingTransformer(columnNames, keep: true, keepHidden));

    private static ColumnSelectingEstimator Select(this TransformsCatalog catalog, ColumnSelectingTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnSelectingEstimator(catalog.Environment, transformer);
    }
}
