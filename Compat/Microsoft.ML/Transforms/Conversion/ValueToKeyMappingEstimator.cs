using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Gives every different value of a column a key, from 1 on. Missing values get none.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;
    private readonly Options _options;

    internal ValueToKeyMappingEstimator(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns, Options options)
    {
        _host = environment.Register(nameof(ValueToKeyMappingEstimator));
        _columns = InputOutputColumnPair.Check(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaximumNumberOfKeys, "maximumNumberOfKeys");
        if (options.KeyData is { Schema.Count: not 1 } keyData)
            throw new ArgumentOutOfRangeException("keyData",
                "If specified, this data view should contain only a single column containing the terms to map, but this had "
                + $"{keyData.Schema.Count} columns.");
        _options = options;
    }

    /// <summary>How keys are numbered.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>In the order in which the values first occur.</summary>
        ByOccurrence = 0,

        /// <summary>In the order of the values; text by its characters' codes.</summary>
        ByValue = 1,
    }

    /// <summary>Collects the values.</summary>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var maps = _options.KeyData is { } keyData ? MapsOf(keyData, input.Schema) : MapsOf(input);
        return new ValueToKeyMappingTransformer(_host, _columns, maps, _options.AddKeyValueAnnotationsAsText);
    }

    /// <summary>The shape with the key columns; each carries the annotation KeyValues.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or has a type without keys.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => OutputShape(pair.OutputColumnName, inputSchema.FindColumn(pair.InputColumnName))));
    }

    private SchemaShape.Column OutputShape(string name, SchemaShape.Column input)
    {
        if (input.ItemType is not PrimitiveDataViewType)
            throw Errors.SchemaMismatch("input", input.Name, "a primitive type or a vector of one", input.TypeString);
        var keyValues = input.IsKey && input.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var known)
            && known.Kind == SchemaShape.Column.VectorKind.Vector
            ? known
            : new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                _options.AddKeyValueAnnotationsAsText ? TextDataViewType.Instance : input.ItemType,
                input.IsKey && !_options.AddKeyValueAnnotationsAsText);
        var annotations = input.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames).Append(keyValues);
        return new SchemaShape.Column(name, input.Kind, NumberDataViewType.UInt32, isKey: true, new SchemaShape(annotations));
    }

    private List<KeyMap> MapsOf(IDataView input)
    {
        var columns = _columns.Select(pair => MappableColumn(input.Schema.FindColumn(pair.InputColumnName))).ToList();
        return Collect(input, columns);
    }

    private List<KeyMap> MapsOf(IDataView keyData, DataViewSchema schema)
    {
        var map = Collect(keyData, [MappableColumn(keyData.Schema[0])])[0];
        foreach (var pair in _columns)
        {
            var type = schema.FindColumn(pair.InputColumnName).Type;
            if (!type.ItemTypeOf().Equals(map.ItemType))
                throw Errors.SchemaMismatch("input", pair.InputColumnName, $"{map.ItemType}, the type of keyData", type.ToString()!);
        }
        return [.. _columns.Select(_ => map)];
    }

    private List<KeyMap> Collect(IDataView data, List<DataViewSchema.Column> columns)
    {
        using var cursor = data.GetRowCursor(columns);
        var builders = columns.ConvertAll(column => KeyMapBuilder.Create(cursor, column, _options.MaximumNumberOfKeys));
        var open = builders.ToList();
        while (open.Count > 0 && cursor.MoveNext())
            open.RemoveAll(builder => !builder.Collect());
        return builders.ConvertAll(builder => builder.Finish(_options.Ordinality == KeyOrdinality.ByValue));
    }

    private static DataViewSchema.Column MappableColumn(DataViewSchema.Column column) => column.Type.ItemTypeOf() is PrimitiveDataViewType
        ? column
        : throw Errors.SchemaMismatch("input", column.Name, "a primitive type or a vector of one", column.Type.ToString()!);

    /// <param name="MaximumNumberOfKeys">Values that occur after so many are left without a key.</param>
    /// <param name="Ordinality">How keys are numbered.</param>
    /// <param name="AddKeyValueAnnotationsAsText">Whether the values in the annotation are text, whatever they were.</param>
    /// <param name="KeyData">Data with one column whose values get keys, instead of those of the training data.</param>
    internal sealed record Options(int MaximumNumberOfKeys, KeyOrdinality Ordinality, bool AddKeyValueAnnotationsAsText,
        IDataView? KeyData);
}
