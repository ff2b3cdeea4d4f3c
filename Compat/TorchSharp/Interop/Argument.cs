using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// One argument of an ATen operator. Everything an operator takes converts to it, so that a call reads
/// <c>Aten.Call("sum.dim_IntList", input, dims, keepdim, dtype)</c>; null becomes the schema's None.
/// </summary>
internal readonly struct Argument
{
    private readonly Value value;

    // Keeps a tensor alive during the call, and holds the content of lists until they are copied.
    private readonly object? content;

    private Argument(ValueKind kind, long integer = 0, int length = 0, object? content = null)
    {
        value = new Value { Kind = kind, Length = length, Integer = integer };
        this.content = content;
    }

    public static Argument None => default;

    /// <summary>A list whose null elements are missing, as in aten::index.</summary>
    public static Argument OptionalTensors(Tensor?[] tensors) =>
        new(ValueKind.OptionalTensorList, length: tensors.Length, content: tensors);

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? None : new(ValueKind.Tensor, tensor.Handle, content: tensor);

    public static implicit operator Argument(Tensor[]? tensors) =>
        tensors is null ? None : new(ValueKind.TensorList, length: tensors.Length, content: tensors);

    public static implicit operator Argument(long number) => new(ValueKind.Int, number);

    public static implicit operator Argument(long? number) => number is { } n ? n : None;

    public static implicit operator Argument(double number) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Argument(double? number) => number is { } n ? n : None;

    public static implicit operator Argument(bool flag) => new(ValueKind.Bool, flag ? 1 : 0);

    public static implicit operator Argument(bool? flag) => flag is { } f ? f : None;

    public static implicit operator Argument(long[]? numbers) =>
        numbers is null ? None : new(ValueKind.IntList, length: numbers.Length, content: numbers);

    public static implicit operator Argument(double[]? numbers) =>
        numbers is null ? None : new(ValueKind.DoubleList, length: numbers.Length, content: numbers);

    public static implicit operator Argument(bool[]? flags) =>
        flags is null ? None : new(ValueKind.BoolList, length: flags.Length, content: flags);

    public static implicit operator Argument(string? text) =>
        text is null ? None : new(ValueKind.String, length: Encoding.UTF8.GetByteCount(text), content: text);

    public static implicit operator Argument(ScalarType type) => (long)type;

    public static implicit operator Argument(ScalarType? type) => (long?)type;

    public static implicit operator Argument(Device? device) =>
        device is null ? None : new(ValueKind.Device, (long)device.type, device.index);

    public static implicit operator Argument(Generator? generator) =>
        generator is null ? None : new(ValueKind.Generator, generator.LiveHandle, content: generator);

    public static implicit operator Argument(Scalar? scalar) => scalar is null ? None : scalar.ToArgument();

    /// <summary>How many 8-byte words <see cref="Write"/> needs for the elements of a list.</summary>
    public int Words => value.Kind switch
    {
        ValueKind.IntList or ValueKind.DoubleList or ValueKind.TensorList or ValueKind.OptionalTensorList => value.Length,
        ValueKind.BoolList or ValueKind.String => (value.Length + 7) / 8,
        _ => 0,
    };

    /// <summary>The native form; a list's elements are copied to <paramref name="words"/>, which must stay in place.</summary>
    public unsafe Value Write(Span<long> words)
    {
        if (words.IsEmpty) return value;
        switch (content)
        {
            case long[] numbers: numbers.CopyTo(words); break;
            case double[] numbers: MemoryMarshal.Cast<double, long>(numbers).CopyTo(words); break;
            case bool[] flags: MemoryMarshal.AsBytes<bool>(flags).CopyTo(MemoryMarshal.AsBytes(words)); break;
            case string text: Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(words)); break;
            case Tensor?[] tensors: WriteHandles(tensors, words); break;
        }
        var copy = value;
        copy.Data = (nint)Unsafe.AsPointer(ref words[0]);
        return copy;
    }

    private void WriteHandles(Tensor?[] tensors, Span<long> words)
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            if (tensors[i] is null && value.Kind == ValueKind.TensorList)
                throw new ArgumentNullException(nameof(tensors), $"Tensor {i} of {tensors.Length} is null.");
            words[i] = tensors[i]?.Handle ?? 0;
        }
    }
}
