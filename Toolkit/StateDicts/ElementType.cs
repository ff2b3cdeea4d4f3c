namespace Toolkit.StateDicts;

/// <summary>The type of a stored tensor's elements. Names and sizes are those of PyTorch and safetensors.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 half precision, 2 bytes (<c>torch.float16</c>, safetensors <c>F16</c>).</summary>
    Float16,

    /// <summary>The upper half of a float32, 2 bytes (<c>torch.bfloat16</c>, <c>BF16</c>).</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision, 4 bytes (<c>torch.float32</c>, <c>F32</c>).</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes (<c>torch.float64</c>, <c>F64</c>).</summary>
    Float64,

    /// <summary>Signed, 1 byte (<c>torch.int8</c>, <c>I8</c>).</summary>
    Int8,

    /// <summary>Signed, 2 bytes (<c>torch.int16</c>, <c>I16</c>).</summary>
    Int16,

    /// <summary>Signed, 4 bytes (<c>torch.int32</c>, <c>I32</c>).</summary>
    Int32,

    /// <summary>Signed, 8 bytes (<c>torch.int64</c>, <c>I64</c>).</summary>
    Int64,

    /// <summary>Unsigned, 1 byte (<c>torch.uint8</c>, <c>U8</c>).</summary>
    UInt8,

    /// <summary>0 or 1 in 1 byte (<c>torch.bool</c>, <c>BOOL</c>).</summary>
    Bool,
}

/// <summary>Facts about an <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 or ElementType.Int64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>True for the four floating-point types.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;
}
