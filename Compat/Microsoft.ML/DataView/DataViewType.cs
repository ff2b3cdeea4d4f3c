namespace Microsoft.ML.Data;

/// <summary>The type of a column: what values mean, beyond the .NET type that represents them.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    /// <summary>The .NET type of the values. Several column types may have the same one.</summary>
    public Type RawType { get; }

    /// <summary>Whether both mean the same.</summary>
    public abstract bool Equals(DataViewType? other);
}

/// <summary>A type whose values have parts or hold resources, such as a vector or an image.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    /// <summary>A type with values of <paramref name="rawType"/>.</summary>
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}

/// <summary>A type whose values can be copied freely; only such values can be items of a vector.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    /// <summary>A type with values of <paramref name="rawType"/>, which must not be disposable.</summary>
    /// <exception cref="ArgumentException"><paramref name="rawType"/> is disposable.</exception>
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException($"A {nameof(PrimitiveDataViewType)} cannot have a disposable {nameof(RawType)}", nameof(rawType));
    }
}
