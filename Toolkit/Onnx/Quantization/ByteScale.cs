using Toolkit.StateDicts;

namespace Toolkit.Onnx.Quantization;

/// <summary>How numbers are written as bytes: <c>number = Scale · (byte − ZeroPoint)</c>. Zero is exact.</summary>
/// <param name="Scale">The distance of two neighbours, above 0.</param>
/// <param name="ZeroPoint">The byte of zero.</param>
internal readonly record struct ByteScale(float Scale, byte ZeroPoint)
{
    /// <summary>Lets 0 to 255 span a range, and zero.</summary>
    public static ByteScale Of(ValueRange range)
    {
        var (least, greatest) = (Math.Min(range.Least, 0), Math.Max(range.Greatest, 0));
        var scale = (float)(((double)greatest - least) / byte.MaxValue);
        if (!float.IsNormal(scale)) return new(1, 0);
        // Not above the range by rounding: only then a runtime sees that what cuts off there, ReLU6, is done by the bytes already.
        if (least == 0 && scale * byte.MaxValue > greatest) scale = float.BitDecrement(scale);
        return new(scale, (byte)Math.Clamp(Math.Round(-least / (double)scale), byte.MinValue, byte.MaxValue));
    }

    /// <summary>The two numbers as operators take them.</summary>
    public (TensorData Scale, TensorData ZeroPoint) ToTensors() =>
        (TensorData.FromSingles([Scale]), new TensorData(ElementType.UInt8, [], new[] { ZeroPoint }));
}

/// <summary>The least and the greatest of some numbers.</summary>
internal readonly record struct ValueRange(float Least, float Greatest)
{
    /// <summary>The range of both.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
}
