using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Normalization;

/// <summary>What follows batch normalisation, in a vector of numbers.</summary>
internal interface IRectifier
{
    /// <summary>The activation. What is no number stays none.</summary>
    static abstract Vector256<float> Apply(Vector256<float> value);

    /// <summary>The gradient where the activation lets it through, else zero.</summary>
    /// <param name="value">What the activation took.</param>
    /// <param name="gradient">Of what it made.</param>
    static abstract Vector256<float> Pass(Vector256<float> value, Vector256<float> gradient);
}

/// <summary>No activation.</summary>
internal readonly struct NoRectifier : IRectifier
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pass(Vector256<float> value, Vector256<float> gradient) => gradient;
}

/// <summary>ReLU.</summary>
internal readonly struct Relu : IRectifier
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(value, Vector256<float>.Zero), Vector256<float>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pass(Vector256<float> value, Vector256<float> gradient) =>
        Vector256.AndNot(gradient, Vector256.LessThanOrEqual(value, Vector256<float>.Zero));
}

/// <summary>ReLU that ends at 6 (Krizhevsky 2010), as in MobileNetV2.</summary>
internal readonly struct Relu6 : IRectifier
{
    private const float Largest = 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> value)
    {
        var largest = Vector256.Create(Largest);
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value, largest), largest, Relu.Apply(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pass(Vector256<float> value, Vector256<float> gradient) =>
        Vector256.AndNot(Relu.Pass(value, gradient), Vector256.GreaterThanOrEqual(value, Vector256.Create(Largest)));
}
