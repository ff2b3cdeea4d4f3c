using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transforms and filters by functions of the user's.</summary>
public static class CustomMappingCatalog
{
    /// <summary>Makes columns by a function.</summary>
    /// <typeparam name="TSrc">Its members are the input columns.</typeparam>
    /// <typeparam name="TDst">Its members are the columns made.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mapAction">The function. It is called from several threads, with objects that are used again for the next row.</param>
    /// <param name="contractName">The name under which a saved model refers to the function; null for a transform that cannot be
    /// saved.</param>
    /// <param name="inputSchemaDefinition">The input columns; null takes them from the members.</param>
    /// <param name="outputSchemaDefinition">The columns made; null takes them from the members.</param>
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(this TransformsCatalog catalog, Action<TSrc, TDst> mapAction,
        string? contractName, SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new CustomMappingEstimator<TSrc, TDst>(catalog.Environment,
            new CustomMappingTransformer<TSrc, TDst>(mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition));
    }

    /// <summary>The rows for which <paramref name="filterPredicate"/> is <b>false</b>: those for which it is true are left out.</summary>
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input,
        Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(filterPredicate);
        var members = new RowWriter<TSrc>(input.Schema, ignoreMissingColumns: false, definition: null);
        return new FilteredDataView(input, [.. members.Columns], row =>
        {
            var fill = members.Bind(row);
            var source = new TSrc();
            return () =>
            {
                fill(source);
                return !filterPredicate(source);
            };
        });
    }
}
