namespace Microsoft.ML.Data;

/// <summary>Questions about column types.</summary>
internal static class DataViewTypes
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.RawType);

    /// <summary>All primitive types except keys.</summary>
    public static IReadOnlyCollection<PrimitiveDataViewType> AllPrimitives => Primitives.Values;

    /// <summary>The primitive type that is represented by <paramref name="rawType"/> and is no key, or null.</summary>
    public static PrimitiveDataViewType? FindPrimitive(Type rawType) => Primitives.GetValueOrDefault(rawType);

    /// <summary>The type of a vector's items, or the type itself.</summary>
    public static DataViewType ItemTypeOf(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>The number of values in a row: 1 for a scalar, 0 for a vector whose size differs from row to row.</summary>
    public static int ValueCountOf(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary><paramref name="type"/> with other items: scalar stays scalar, and a vector keeps its dimensions.</summary>
    public static DataViewType WithItemType(this DataViewType type, PrimitiveDataViewType itemType) =>
        type is VectorDataViewType vector ? new VectorDataViewType(itemType, vector.Dimensions) : itemType;

    /// <summary>Whether the items are text.</summary>
    public static bool HasTextItems(this DataViewType type) => type.ItemTypeOf() is TextDataViewType;
}
