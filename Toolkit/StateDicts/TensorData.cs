using System.Runtime.InteropServices;

namespace Toolkit.StateDicts;

/// <summary>
/// The values of one tensor as they lie in a file: little-endian, in C order (the last dimension varies fastest), without gaps.
/// </summary>
public sealed class TensorData
{
    /// <summary>Makes a tensor of the given bytes; they are not copied.</summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Sizes, each at least 0; empty for a scalar.</param>
    /// <param name="bytes">Exactly the product of the sizes times the size of an element.</param>
    /// <exception cref="ArgumentException">A size is negative, or the number of bytes does not fit the shape.</exception>
    public TensorData(ElementType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        var needed = ByteCount(type, shape)
            ?? throw new ArgumentException($"The shape {Describe(shape)} is not one that a tensor in memory can have.", nameof(shape));
        if (needed != bytes.Length)
            throw new ArgumentException(
                $"A {type} tensor of shape {Describe(shape)} has {needed} bytes, but {bytes.Length} were given.", nameof(bytes));
        (Type, Shape, Bytes) = (type, shape, bytes);
    }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The sizes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, little-endian and in C order.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Number of elements.</summary>
    public int Count => Bytes.Length / Type.Size();

    /// <summary>Makes a float32 tensor.</summary>
    /// <param name="values">The elements in C order; they are copied.</param>
    /// <param name="shape">Sizes whose product is the number of values.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public static TensorData FromSingles(ReadOnlySpan<float> values, params IReadOnlyList<long> shape) =>
        new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Whether no element is infinite or not a number.</summary>
    public bool IsFinite
    {
        get
        {
            if (!Type.IsFloatingPoint()) return true;
            const uint exponent = 0x7f80_0000;
            ReadOnlySpan<uint> bits = Type == ElementType.Float32
                ? MemoryMarshal.Cast<byte, uint>(Bytes.Span)
                : MemoryMarshal.Cast<float, uint>(ToSingles());
            foreach (var value in bits)
                if ((value & exponent) == exponent)
                    return false;
            return true;
        }
    }

    /// <summary>The elements as float32, rounded to the nearest where the type is wider.</summary>
    public float[] ToSingles()
    {
        var values = new float[Count];
        ElementConversion.ToSingles(Type, Bytes.Span, values);
        return values;
    }

    /// <summary>The same values with another type of element, rounded to the nearest, ties to even.</summary>
    /// <param name="type">One of the floating-point types.</param>
    /// <returns>This tensor itself where it has that type already.</returns>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not a floating-point type.</exception>
    public TensorData ConvertTo(ElementType type)
    {
        if (type == Type) return this;
        if (!type.IsFloatingPoint())
            throw new ArgumentException($"A tensor can be converted to a floating-point type only, not to {type}.", nameof(type));
        var bytes = new byte[Count * type.Size()];
        ElementConversion.FromSingles(ToSingles(), type, bytes);
        return new TensorData(type, Shape, bytes);
    }

    /// <summary>Type and shape, as in <c>Float32 [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Type} {Describe(Shape)}";

    /// <summary>A shape as messages show it, as in <c>[64, 3, 7, 7]</c>.</summary>
    internal static string Describe(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>
    /// Bytes of a tensor, or null where a size is negative or the whole does not fit into 2 GB, the longest array there is.
    /// </summary>
    internal static int? ByteCount(ElementType type, IReadOnlyList<long> shape)
    {
        UInt128 bytes = (uint)type.Size();
        var empty = false;
        foreach (var size in shape)
        {
            if (size < 0) return null;
            empty |= size == 0;
            if (size > 0) bytes = bytes > (ulong)Array.MaxLength ? bytes : bytes * (ulong)size;
        }
        if (empty) return 0;
        return bytes > (ulong)Array.MaxLength ? null : (int)bytes;
    }
}
