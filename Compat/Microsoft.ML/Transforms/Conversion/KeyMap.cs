using Microsoft.ML.Data;
using Microsoft.ML.Utilities;

namespace Microsoft.ML.Transforms;

/// <summary>Values and the keys that stand for them: the first value has key 1.</summary>
internal abstract class KeyMap(PrimitiveDataViewType itemType, int count)
{
    private protected const byte TextMark = 0, BlockMark = 1;

    /// <summary>The type of the values.</summary>
    public PrimitiveDataViewType ItemType { get; } = itemType;

    /// <summary>The number of values.</summary>
    public int Count { get; } = count;

    /// <summary>The type of the keys. A key type has at least one category, even if there was no value to map.</summary>
    public KeyDataViewType KeyType { get; } = new(typeof(uint), Math.Max(count, 1));

    /// <summary>Adds the values as an annotation.</summary>
    /// <param name="annotations">Where to.</param>
    /// <param name="asText">Whether to add them as text.</param>
    /// <param name="input">The column that is mapped: if it is a key with values of its own, these are added.</param>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText, DataViewSchema.Column input);

    /// <summary>A getter of the keys of a column; 0 for values that are not mapped.</summary>
    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    /// <summary>Writes text as strings of the part, and other values as a type and a block.</summary>
    public abstract void Save(ModelSaveContext context);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static KeyMap Load(ModelLoadContext context)
    {
        if (context.Reader.ReadByte() == TextMark)
            return LoadValues(TextDataViewType.Instance, context.ReadStrings().Select(text => text.AsMemory()).ToArray());
        var type = TypeCodec.Read(context.Reader) as PrimitiveDataViewType
            ?? throw ModelArchive.Damaged("values of keys have no primitive type");
        return Generic.Call(LoadBlock<int>, type.RawType, type, context);
    }

    private static KeyMap LoadBlock<T>(PrimitiveDataViewType type, ModelLoadContext context)
        where T : notnull =>
        LoadValues(type, BlockCodec.Read<T>(context.Reader, context.Reader.ReadInt32()));

    private static KeyMap LoadValues<T>(PrimitiveDataViewType type, T[] values)
        where T : notnull =>
        values.Distinct(Values.Equality<T>()).Count() == values.Length
            ? new KeyMap<T>(type, values)
            : throw ModelArchive.Damaged("values of keys occur twice");
}

/// <inheritdoc/>
internal sealed class KeyMap<T>(PrimitiveDataViewType itemType, T[] values) : KeyMap(itemType, values.Length)
    where T : notnull
{
    private readonly Dictionary<T, uint> _keys = Number(values);

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input) =>
        ValueMap.MakeGetter<T, uint>(row, input, _keys.GetValueOrDefault);

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, bool asText, DataViewSchema.Column input)
    {
        if (Count == 0)
            return;
        if (ItemType is KeyDataViewType && input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { } known)
            Generic.Call(ValuesOfKeys<int>, ((VectorDataViewType)known.Type).ItemType.RawType, known, annotations, input.Annotations);
        else if (asText && ItemType is not TextDataViewType)
            annotations.AddKeyValues(TextDataViewType.Instance, Array.ConvertAll(values, Values.ToText));
        else
            annotations.AddKeyValues(ItemType, values);
    }

    public override void Save(ModelSaveContext context)
    {
        if (values is ReadOnlyMemory<char>[] texts)
        {
            context.Writer.Write(TextMark);
            context.WriteStrings(Array.ConvertAll(texts, text => text.ToString()));
            return;
        }
        context.Writer.Write(BlockMark);
        TypeCodec.Write(context.Writer, ItemType);
        context.Writer.Write(Count);
        BlockCodec.Write(context.Writer, values);
    }

    // The values of keys are keys: what these stand for is what our keys stand for.
    private bool ValuesOfKeys<TValue>(DataViewSchema.Column known, DataViewSchema.Annotations.Builder annotations,
        DataViewSchema.Annotations source)
    {
        VBuffer<TValue> names = default;
        source.GetValue(known.Name, ref names);
        annotations.AddKeyValues(((VectorDataViewType)known.Type).ItemType,
            Array.ConvertAll(values, key => names.GetItemOrDefault((int)(Convert.ToUInt64(key) - 1))));
        return true;
    }

    private static Dictionary<T, uint> Number(T[] values)
    {
        var keys = new Dictionary<T, uint>(Values.Equality<T>());
        foreach (var value in values)
            keys.Add(value, (uint)keys.Count + 1);
        return keys;
    }
}
