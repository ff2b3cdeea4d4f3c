namespace Microsoft.ML.Data;

/// <summary>Numbers, one type for each size.</summary>
public sealed class NumberDataViewType : PrimitiveDataViewType
{
    private NumberDataViewType(Type rawType)
        : base(rawType)
    {
    }

    /// <summary><see cref="sbyte"/>.</summary>
    public static NumberDataViewType SByte { get; } = new(typeof(sbyte));

    /// <summary><see cref="byte"/>.</summary>
    public static NumberDataViewType Byte { get; } = new(typeof(byte));

    /// <summary><see cref="short"/>.</summary>
    public static NumberDataViewType Int16 { get; } = new(typeof(short));

    /// <summary><see cref="ushort"/>.</summary>
    public static NumberDataViewType UInt16 { get; } = new(typeof(ushort));

    /// <summary><see cref="int"/>.</summary>
    public static NumberDataViewType Int32 { get; } = new(typeof(int));

    /// <summary><see cref="uint"/>.</summary>
    public static NumberDataViewType UInt32 { get; } = new(typeof(uint));

    /// <summary><see cref="long"/>.</summary>
    public static NumberDataViewType Int64 { get; } = new(typeof(long));

    /// <summary><see cref="ulong"/>.</summary>
    public static NumberDataViewType UInt64 { get; } = new(typeof(ulong));

    /// <summary><see cref="float"/>.</summary>
    public static NumberDataViewType Single { get; } = new(typeof(float));

    /// <summary><see cref="double"/>.</summary>
    public static NumberDataViewType Double { get; } = new(typeof(double));

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override string ToString() => RawType.Name;
}
