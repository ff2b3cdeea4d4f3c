using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Puts values in the place of the keys that stand for them.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    private readonly IReadOnlyList<InputOutputColumnPair> _columns;

    internal KeyToValueMappingEstimator(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(environment, columns))
    {
        _columns = columns;
    }

    /// <summary>The shape with the values' columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, is no key, or does not know what its keys stand
    /// for.</exception>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair => OutputShape(pair.OutputColumnName, inputSchema.FindColumn(pair.InputColumnName))));
    }

    private static SchemaShape.Column OutputShape(string name, SchemaShape.Column input)
    {
        if (!input.IsKey)
            throw Errors.SchemaMismatch("input", input.Name, "KeyType", input.TypeString);
        if (!input.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
            throw new ArgumentOutOfRangeException("inputSchema", $"Input column '{input.Name}' doesn't contain key values metadata");
        var slotNames = input.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames);
        return new SchemaShape.Column(name, input.Kind, values.ItemType, values.IsKey, new SchemaShape(slotNames));
    }
}

/// <summary>Puts values in the place of the keys that stand for them. The missing key becomes NaN, empty text or 0.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal static readonly ModelVersion Version = new("KEY2VALT", 0x00010001, "KeyToValueTransform");

    internal KeyToValueMappingTransformer(IHostEnvironment environment, IReadOnlyList<InputOutputColumnPair> columns)
        : base(environment.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    internal static ITransformer Load(IHostEnvironment environment, ModelLoadContext context) =>
        new KeyToValueMappingTransformer(environment, context.ReadPairs());

    private protected override MappedColumn MapColumn(int index, DataViewSchema.Column input)
    {
        if (input.Type.ItemTypeOf() is not KeyDataViewType key)
            throw Errors.SchemaMismatch("input", input.Name, "KeyType", input.Type.ToString()!);
        if (input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is not VectorDataViewType values)
            throw new InvalidOperationException(
                $"Column '{input.Name}' has no annotation KeyValues, so it is not known what its keys stand for.");
        if ((ulong)values.Size != key.Count)
            throw new InvalidOperationException(
                $"Column '{input.Name}' has {key.Count} keys, but its annotation KeyValues has {values.Size} values.");
        var output = new DataViewSchema.DetachedColumn(Columns[index].OutputColumnName,
            input.Type.WithItemType(values.ItemType), input.KeepAnnotations(AnnotationKinds.SlotNames));
        return new MappedColumn(output, input,
            row => Generic.Call(MakeGetter<int, int>, key.RawType, values.ItemType.RawType, row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.Begin(Version);
        ctx.WritePairs(Columns);
    }

    private static Delegate MakeGetter<TKey, TValue>(DataViewRow row, DataViewSchema.Column input)
        where TKey : IConvertible
    {
        VBuffer<TValue> buffer = default;
        input.GetKeyValues(ref buffer);
        var values = buffer.DenseValues().Prepend(Values.Missing<TValue>()).ToArray();
        return ValueMap.MakeGetter<TKey, TValue>(row, input, key =>
        {
            ulong index = key.ToUInt64(null);
            return index < (ulong)values.Length ? values[index] : values[0];
        });
    }
}
