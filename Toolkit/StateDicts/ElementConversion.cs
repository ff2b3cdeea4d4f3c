using System.Runtime.InteropServices;

namespace Toolkit.StateDicts;

/// <summary>Conversion between the stored element types and float32.</summary>
internal static class ElementConversion
{
    /// <summary>Reads little-endian elements as float32. <paramref name="values"/> has one place for each element.</summary>
    public static void ToSingles(ElementType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case ElementType.Float32: bytes.CopyTo(MemoryMarshal.AsBytes(values)); break;
            case ElementType.Float16: Convert<Half>(bytes, values, x => (float)x); break;
            case ElementType.BFloat16: Convert<ushort>(bytes, values, BFloat16ToSingle); break;
            case ElementType.Float64: Convert<double>(bytes, values, x => (float)x); break;
            case ElementType.Int8: Convert<sbyte>(bytes, values, x => x); break;
            case ElementType.Int16: Convert<short>(bytes, values, x => x); break;
            case ElementType.Int32: Convert<int>(bytes, values, x => x); break;
            case ElementType.Int64: Convert<long>(bytes, values, x => x); break;
            case ElementType.UInt8: Convert<byte>(bytes, values, x => x); break;
            case ElementType.Bool: Convert<byte>(bytes, values, x => x == 0 ? 0 : 1); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type.");
        }
    }

    /// <summary>Writes float32 values as little-endian elements of a floating-point type.</summary>
    public static void FromSingles(ReadOnlySpan<float> values, ElementType type, Span<byte> bytes)
    {
        switch (type)
        {
            case ElementType.Float32: MemoryMarshal.AsBytes(values).CopyTo(bytes); break;
            case ElementType.Float16: Convert<Half>(values, bytes, x => (Half)x); break;
            case ElementType.BFloat16: Convert<ushort>(values, bytes, SingleToBFloat16); break;
            case ElementType.Float64: Convert<double>(values, bytes, x => x); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating-point type.");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<float> values, Func<T, float> convert) where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++) values[i] = convert(elements[i]);
    }

    private static void Convert<T>(ReadOnlySpan<float> values, Span<byte> bytes, Func<float, T> convert) where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(bytes);
        for (var i = 0; i < values.Length; i++) elements[i] = convert(values[i]);
    }

    private static float BFloat16ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static ushort SingleToBFloat16(float value)
    {
        const ushort quietNaN = 0x7FC0;
        if (float.IsNaN(value)) return quietNaN;
        var bits = BitConverter.SingleToUInt32Bits(value);
        var lastKeptBit = (bits >> 16) & 1;
        return (ushort)((bits + 0x7FFF + lastKeptBit) >> 16);
    }
}
