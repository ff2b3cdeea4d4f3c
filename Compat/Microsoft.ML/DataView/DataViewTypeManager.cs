namespace Microsoft.ML.Data;

/// <summary>Knows which column type stands for a .NET type that is not built in, such as an image.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(Type, DataViewTypeAttribute?), DataViewType> ByRawType = [];
    private static readonly Dictionary<DataViewType, (Type Type, DataViewTypeAttribute? Attribute)> ByDataViewType = [];

    /// <summary>Registers <paramref name="dataViewType"/> for members of type <paramref name="type"/>.
    /// Doing it again with the same arguments has no effect.</summary>
    /// <param name="dataViewType">The column type.</param>
    /// <param name="type">The .NET type of the members.</param>
    /// <param name="typeAttribute">The attribute that the members carry; null for members without one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is built in, or either is registered with another
    /// partner.</exception>
    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        ArgumentNullException.ThrowIfNull(dataViewType);
        ArgumentNullException.ThrowIfNull(type);
        if (type == typeof(string) || DataViewTypes.FindPrimitive(type) is not null)
            throw new ArgumentOutOfRangeException(nameof(type), $"Type {type} is supported by default, so it cannot be registered again.");

        lock (Gate)
        {
            var key = (type, typeAttribute);
            if (ByRawType.TryGetValue(key, out var known) && !known.Equals(dataViewType))
                throw new ArgumentOutOfRangeException(nameof(type),
                    $"Repeated type register. The raw type {type} has been associated with {known} so it cannot be associated "
                    + $"with {dataViewType}.");
            if (ByDataViewType.TryGetValue(dataViewType, out var partner) && !partner.Equals(key))
                throw new ArgumentOutOfRangeException(nameof(dataViewType),
                    $"Repeated type register. The DataView type {dataViewType} has been associated with {partner.Type} so it "
                    + $"cannot be associated with {type}.");
            ByRawType[key] = dataViewType;
            ByDataViewType[dataViewType] = key;
        }
    }

    /// <inheritdoc cref="Register(DataViewType, Type, DataViewTypeAttribute)"/>
    [Obsolete("This API is deprecated, please use the new form of Register which takes in a single DataViewTypeAttribute instead.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute>? typeAttributes)
    {
        var attributes = typeAttributes?.ToList() ?? [];
        if (attributes.Count > 1 || attributes.Any(attribute => attribute is not DataViewTypeAttribute))
            throw new ArgumentOutOfRangeException(nameof(typeAttributes),
                $"Type {type} takes at most one attribute, and that must derive from {nameof(DataViewTypeAttribute)}.");
        Register(dataViewType, type, (DataViewTypeAttribute?)attributes.SingleOrDefault());
    }

    /// <summary>The column type registered for members of <paramref name="type"/> with <paramref name="attribute"/>, or null.</summary>
    internal static DataViewType? Find(Type type, DataViewTypeAttribute? attribute)
    {
        lock (Gate)
            return ByRawType.GetValueOrDefault((type, attribute));
    }
}
