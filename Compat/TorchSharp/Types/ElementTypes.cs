using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Which element type a .NET type is.</summary>
internal static class ElementTypes
{
    /// <summary>Null where libtorch has no such type.</summary>
    public static ScalarType? Of<T>() => Of(typeof(T));

    /// <summary>The type of an array's elements.</summary>
    /// <exception cref="NotSupportedException">libtorch has no such type.</exception>
    public static ScalarType OfArray(Array array)
    {
        var type = array.GetType().GetElementType()!;
        return Of(type) ?? throw new NotSupportedException($"There are no tensors of {type.Name}.");
    }

    private static ScalarType? Of(Type type) =>
        type == typeof(float) ? ScalarType.Float32 :
        type == typeof(double) ? ScalarType.Float64 :
        type == typeof(Half) ? ScalarType.Float16 :
        type == typeof(long) ? ScalarType.Int64 :
        type == typeof(int) ? ScalarType.Int32 :
        type == typeof(short) ? ScalarType.Int16 :
        type == typeof(sbyte) ? ScalarType.Int8 :
        type == typeof(byte) ? ScalarType.Byte :
        type == typeof(bool) ? ScalarType.Bool :
        null;
}
