namespace Microsoft.ML.Data;

/// <summary>One of a known number of categories. The representation of the first is 1; 0 is a missing value.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>A key of <paramref name="count"/> categories.</summary>
    /// <param name="type">What represents it: byte, ushort, uint or ulong.</param>
    /// <param name="count">The number of categories, from 1 to the largest value of <paramref name="type"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is not allowed.</exception>
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentOutOfRangeException(nameof(type),
                $"A key is represented by Byte, UInt16, UInt32 or UInt64, not by {type.Name}.");
        if (count == 0 || count > MaxCount(type))
            throw new ArgumentOutOfRangeException(nameof(count),
                $"The cardinality of a {nameof(KeyDataViewType)} must be strictly positive and must not exceed "
                + $"{type.Name}.MaxValue, but got {count}.");
        Count = count;
    }

    /// <inheritdoc cref="KeyDataViewType(Type, ulong)"/>
    public KeyDataViewType(Type type, int count)
        : this(type, count > 0 ? (ulong)count : 0)
    {
    }

    /// <summary>The number of categories.</summary>
    public ulong Count { get; }

    /// <summary>Whether <paramref name="type"/> can represent a key.</summary>
    public static bool IsValidDataType(Type type) =>
        type == typeof(uint) || type == typeof(ulong) || type == typeof(ushort) || type == typeof(byte);

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is DataViewType type && Equals(type);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    /// <inheritdoc/>
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    /// <summary>A key of as many categories as <paramref name="type"/> can number.</summary>
    internal static KeyDataViewType OfAll(Type type) => new(type, MaxCount(type));

    private static ulong MaxCount(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };
}
