using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Estimators.Schema;

/// <summary>
/// The classes of a classifier: what becomes the slot names of <c>Score</c> and the key values of <c>PredictedLabel</c>.
/// </summary>
/// <remarks>
/// Key values keep the type the label had before MapValueToKey (text, a number or a boolean), so that MapKeyToValue gives it back.
/// </remarks>
internal sealed class ClassLabels
{
    private static readonly Dictionary<string, ValueKind> Kinds = new ValueKind[]
    {
        new(TextDataViewType.Instance, (names, builder) => AddKeyValues(builder, TextDataViewType.Instance, ToText(names)),
            column => Read<ReadOnlyMemory<char>>(column).Select(text => text.ToString())),
        Kind<bool>(BooleanDataViewType.Instance),
        Kind<sbyte>(NumberDataViewType.SByte), Kind<byte>(NumberDataViewType.Byte),
        Kind<short>(NumberDataViewType.Int16), Kind<ushort>(NumberDataViewType.UInt16),
        Kind<int>(NumberDataViewType.Int32), Kind<uint>(NumberDataViewType.UInt32),
        Kind<long>(NumberDataViewType.Int64), Kind<ulong>(NumberDataViewType.UInt64),
        Kind<float>(NumberDataViewType.Single), Kind<double>(NumberDataViewType.Double),
    }.ToDictionary(kind => kind.Type.ToString()!);

    private readonly ValueKind kind;

    private ClassLabels(IReadOnlyList<string> names, ValueKind kind) => (Names, this.kind) = (names, kind);

    /// <summary>One name a class, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Name of the key values' type as ML.NET prints it, such as <c>String</c> or <c>Int32</c>.</summary>
    public string ValueType => kind.Type.ToString()!;

    /// <summary>Classes known by name.</summary>
    public static ClassLabels FromNames(IEnumerable<string> names) => FromNames(names, TextDataViewType.Instance.ToString()!);

    /// <summary>Classes known by name whose key values have the type <paramref name="valueType"/>, as <see cref="ValueType"/> gives it.</summary>
    /// <exception cref="FormatException">The type is none that a key can have here.</exception>
    public static ClassLabels FromNames(IEnumerable<string> names, string valueType) =>
        Kinds.TryGetValue(valueType, out var kind)
            ? new ClassLabels([.. names], kind)
            : throw new FormatException($"Key values can be {string.Join(", ", Kinds.Keys)}; found '{valueType}'.");

    /// <summary>The classes of a key column: its key values, or 0, 1, 2, … where it has none.</summary>
    public static ClassLabels FromKeyColumn(DataViewSchema.Column column)
    {
        var count = checked((int)((KeyDataViewType)column.Type).Count);
        if (KeyValueType(column) is not { } itemType)
            return FromNames(Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture)));

        return Kinds.TryGetValue(itemType.ToString()!, out var kind)
            ? new ClassLabels([.. kind.ReadNames(column)], kind)
            : throw new ArgumentException(
                $"Schema mismatch for label column '{column.Name}': key values can be {string.Join(", ", Kinds.Keys)}, got {itemType}.");
    }

    /// <summary>Whether a key column says what its keys stand for, be it text or numbers.</summary>
    public static bool HasValuesOfKeys(DataViewSchema.Column column) => KeyValueType(column) is not null;

    /// <summary>Annotations of PredictedLabel: its key values.</summary>
    public DataViewSchema.Annotations KeyValues()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        kind.AddKeyValues(Names, builder);
        return builder.ToAnnotations();
    }

    /// <summary>Adds the annotation of Score that names its slots.</summary>
    public void AddSlotNames(DataViewSchema.Annotations.Builder builder) => SlotNames.Add(builder, Names);

    /// <summary>The same classes and one more of the same type of values, which none of them is.</summary>
    /// <returns>Null where the type has no further value, as a boolean with both.</returns>
    public ClassLabels? WithOneMore()
    {
        // Whole numbers are values of all types but booleans, whose text none is.
        var name = Enumerable.Range(0, Names.Count + 1).Select(i => i.ToString(CultureInfo.InvariantCulture)).First(number => !Names.Contains(number));
        var more = new ClassLabels([.. Names, name], kind);
        try
        {
            more.KeyValues();
            return more;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null;
        }
    }

    // HasKeyValues, without a type, asks for text and would pass over numbers.
    private static PrimitiveDataViewType? KeyValueType(DataViewSchema.Column column) =>
        (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type as VectorDataViewType)?.ItemType;

    private static ValueKind Kind<T>(PrimitiveDataViewType type) where T : IParsable<T> => new(
        type,
        (names, builder) => AddKeyValues(builder, type, [.. names.Select(name => T.Parse(name, CultureInfo.InvariantCulture))]),
        column => Read<T>(column).Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!));

    private static IEnumerable<T> Read<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues();
    }

    private static ReadOnlyMemory<char>[] ToText(IEnumerable<string> names) => [.. names.Select(name => name.AsMemory())];

    private static void AddKeyValues<T>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, T[] values) =>
        Add(builder, "KeyValues", type, values);

    private static void Add<T>(DataViewSchema.Annotations.Builder builder, string name, PrimitiveDataViewType type, T[] values) =>
        builder.Add(name, new VectorDataViewType(type, values.Length), (ref VBuffer<T> buffer) => new VBuffer<T>(values.Length, values).CopyTo(ref buffer));

    private sealed record ValueKind(
        PrimitiveDataViewType Type,
        Action<IReadOnlyList<string>, DataViewSchema.Annotations.Builder> AddKeyValues,
        Func<DataViewSchema.Column, IEnumerable<string>> ReadNames);
}
