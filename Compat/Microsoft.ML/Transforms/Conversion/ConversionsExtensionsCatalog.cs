using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms between types.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Gives every different value of a column a key, from 1 on. Values not seen in training get the missing key, 0.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The key column to be made.</param>
    /// <param name="inputColumnName">The column of values, scalar or vector; null means the same name.</param>
    /// <param name="maximumNumberOfKeys">Values that occur after so many are left without a key.</param>
    /// <param name="keyOrdinality">How keys are numbered: by first occurrence (the default) or by value.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether the annotation KeyValues has text, whatever the values were.</param>
    /// <param name="keyData">Data with one column whose values get keys, instead of those of the training data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null) =>
        catalog.MapValueToKey([new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumNumberOfKeys, keyOrdinality,
            addKeyValueAnnotationsAsText, keyData);

    /// <inheritdoc cref="MapValueToKey(TransformsCatalog.ConversionTransforms, string, string, int, ValueToKeyMappingEstimator.KeyOrdinality, bool, IDataView)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Names of the columns made and of those with the values.</param>
    /// <param name="maximumNumberOfKeys">Values that occur after so many are left without a key.</param>
    /// <param name="keyOrdinality">How keys are numbered.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether the annotation KeyValues has text, whatever the values were.</param>
    /// <param name="keyData">Data with one column whose values get keys.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns, int maximumNumberOfKeys = 1000000,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ValueToKeyMappingEstimator(catalog.Environment, columns,
            new(maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData));
    }

    /// <summary>Puts values in the place of the keys that stand for them, as the annotation KeyValues says.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The column of values to be made.</param>
    /// <param name="inputColumnName">The key column; null means the same name.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null) =>
        catalog.MapKeyToValue([new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <inheritdoc cref="MapKeyToValue(TransformsCatalog.ConversionTransforms, string, string)"/>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Names of the columns made and of the key columns.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog,
        InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new KeyToValueMappingEstimator(catalog.Environment, columns);
    }
}
