using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.StateDicts;

/// <summary>Between <see cref="TensorData"/> and TorchSharp's tensors.</summary>
internal static class TensorBridge
{
    private static readonly (ElementType Element, ScalarType Scalar)[] Types =
    [
        (ElementType.Float16, ScalarType.Float16), (ElementType.BFloat16, ScalarType.BFloat16), (ElementType.Float32, ScalarType.Float32),
        (ElementType.Float64, ScalarType.Float64), (ElementType.Int8, ScalarType.Int8), (ElementType.Int16, ScalarType.Int16),
        (ElementType.Int32, ScalarType.Int32), (ElementType.Int64, ScalarType.Int64), (ElementType.UInt8, ScalarType.Byte),
        (ElementType.Bool, ScalarType.Bool),
    ];

    /// <summary>The type of a tensor's elements.</summary>
    /// <exception cref="NotSupportedException">It is complex or quantized.</exception>
    public static ElementType ElementTypeOf(Tensor tensor)
    {
        foreach (var (element, scalar) in Types)
            if (scalar == tensor.dtype)
                return element;
        throw new NotSupportedException(
            $"Tensors of type {tensor.dtype} cannot be stored as weights; floating-point, integer and bool can.");
    }

    /// <summary>Copies stored values into a new tensor on the CPU; the caller disposes it.</summary>
    public static Tensor ToTensor(TensorData data)
    {
        var tensor = empty([.. data.Shape], Types.First(x => x.Element == data.Type).Scalar, CPU);
        data.Bytes.Span.CopyTo(tensor.bytes);
        return tensor;
    }

    /// <summary>Writes stored values into a tensor's memory where that holds them in the same form, and says whether it does.</summary>
    public static bool TryWrite(TensorData data, Tensor target)
    {
        var isSame = target.device_type == DeviceType.CPU && target.is_contiguous() && ElementTypeOf(target) == data.Type;
        if (isSame) data.Bytes.Span.CopyTo(target.bytes);
        return isSame;
    }

    /// <summary>Copies a tensor of any device and layout.</summary>
    public static TensorData ToData(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var onCpu = tensor.detach().cpu().contiguous();
        return new TensorData(ElementTypeOf(tensor), tensor.shape, onCpu.bytes.ToArray());
    }
}
