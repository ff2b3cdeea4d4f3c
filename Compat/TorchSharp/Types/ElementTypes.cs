using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Which element type a .NET type is.</summary>
internal static class ElementTypes
{
    /// <summary>Null where libtorch has no such type.</summary>
    public static ScalarType? Of<T>() => Of(typeof(T));

    public static ScalarType? Of(Type type) =>
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
