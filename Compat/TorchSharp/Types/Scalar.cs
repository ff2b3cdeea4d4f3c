using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number with an element type, as operators take it. .NET's numbers convert to it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long integer;
    private readonly double real;

    internal Scalar(long value, ScalarType type)
    {
        integer = value;
        real = value;
        Type = type;
    }

    internal Scalar(double value, ScalarType type)
    {
        real = value;
        integer = double.IsFinite(value) ? (long)value : 0;
        Type = type;
    }

    public ScalarType Type { get; }

    internal long Integer => integer;

    internal double Real => real;

    public static implicit operator Scalar(byte value) => new(value, ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => new(value, ScalarType.Int8);

    public static implicit operator Scalar(short value) => new(value, ScalarType.Int16);

    public static implicit operator Scalar(int value) => new(value, ScalarType.Int32);

    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(Half value) => new((double)value, ScalarType.Float16);

    public static implicit operator Scalar(float value) => new(value, ScalarType.Float32);

    public static implicit operator Scalar(double value) => new(value, ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(value ? 1L : 0L, ScalarType.Bool);

    /// <summary>Does nothing: the value is managed. It is here because the original's is not.</summary>
    public void Dispose()
    {
    }

    internal Argument ToArgument() =>
        Type == ScalarType.Bool ? (Argument)(integer != 0) : is_floating_point(Type) ? (Argument)real : (Argument)integer;
}
