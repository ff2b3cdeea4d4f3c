using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Reads the values of fields, the same whatever the machine's language.
/// An empty field is 0, false or empty text; what cannot be read is NaN for real numbers and 0 for the others.</summary>
internal static class FieldParser
{
    public static PrimitiveDataViewType TypeOf(TextLoader.Column column)
    {
        var type = DataViewTypes.AllPrimitives.First(primitive => primitive.ToString() == column.DataKind.ToString());
        if (column.KeyCount is null)
            return type;
        return column.KeyCount.Count is { } count ? new KeyDataViewType(type.RawType, count) : KeyDataViewType.OfAll(type.RawType);
    }

    /// <summary>The function that reads items of <paramref name="type"/>, as a <c>Func&lt;string, T&gt;</c> of what represents
    /// it.</summary>
    public static Delegate For(PrimitiveDataViewType type) => type switch
    {
        TextDataViewType => (Func<string, ReadOnlyMemory<char>>)(field => field.AsMemory()),
        BooleanDataViewType => (Func<string, bool>)IsTrue,
        DateTimeDataViewType => (Func<string, DateTime>)(field => Parsed<DateTime>(field, default)),
        DateTimeOffsetDataViewType => (Func<string, DateTimeOffset>)(field => Parsed<DateTimeOffset>(field, default)),
        TimeSpanDataViewType => (Func<string, TimeSpan>)(field => Parsed<TimeSpan>(field, default)),
        KeyDataViewType key => ForKey(key),
        _ => ForNumber(Type.GetTypeCode(type.RawType)),
    };

    private static Delegate ForKey(KeyDataViewType key) => Type.GetTypeCode(key.RawType) switch
    {
        TypeCode.Byte => Key<byte>(key.Count),
        TypeCode.UInt16 => Key<ushort>(key.Count),
        TypeCode.UInt32 => Key<uint>(key.Count),
        _ => Key<ulong>(key.Count),
    };

    private static Delegate ForNumber(TypeCode code) => code switch
    {
        TypeCode.SByte => Number<sbyte>(0),
        TypeCode.Byte => Number<byte>(0),
        TypeCode.Int16 => Number<short>(0),
        TypeCode.UInt16 => Number<ushort>(0),
        TypeCode.Int32 => Number<int>(0),
        TypeCode.UInt32 => Number<uint>(0),
        TypeCode.Int64 => Number<long>(0),
        TypeCode.UInt64 => Number<ulong>(0),
        TypeCode.Single => Number(float.NaN),
        _ => Number(double.NaN),
    };

    private static Func<string, T> Number<T>(T unreadable)
        where T : INumber<T> =>
        field => field.Length == 0 ? T.Zero : Parsed(field, unreadable);

    // Files count categories from 0, columns from 1.
    private static Func<string, T> Key<T>(ulong count)
        where T : struct, IUnsignedNumber<T>, IBinaryInteger<T> =>
        field => ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var category) && category < count
            ? T.CreateChecked(category + 1)
            : T.Zero;

    private static T Parsed<T>(string field, T unreadable)
        where T : ISpanParsable<T> =>
        T.TryParse(field.AsSpan().Trim(), CultureInfo.InvariantCulture, out var value) ? value : unreadable;

    private static bool IsTrue(string field) => field.ToUpperInvariant() is "1" or "+" or "T" or "Y" or "TRUE" or "YES" or "ON" or "+1";
}
