using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers;

/// <summary>Sums over vectors in double precision.</summary>
internal static class DoubleVectors
{
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var wideLeft = MemoryMarshal.Cast<double, Vector<double>>(left);
        var wideRight = MemoryMarshal.Cast<double, Vector<double>>(right);
        var sums = Vector<double>.Zero;
        for (int i = 0; i < wideLeft.Length; i++)
            sums += wideLeft[i] * wideRight[i];
        double sum = Vector.Sum(sums);
        for (int i = wideLeft.Length * Vector<double>.Count; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<double> right)
    {
        var wideLeft = MemoryMarshal.Cast<float, Vector<float>>(left);
        var wideRight = MemoryMarshal.Cast<double, Vector<double>>(right);
        var (even, odd) = (Vector<double>.Zero, Vector<double>.Zero);
        for (int i = 0; i < wideLeft.Length; i++)
        {
            Vector.Widen(wideLeft[i], out var low, out var high);
            even += low * wideRight[2 * i];
            odd += high * wideRight[2 * i + 1];
        }
        double sum = Vector.Sum(even + odd);
        for (int i = wideLeft.Length * Vector<float>.Count; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    /// <summary>target += scale · source.</summary>
    public static void AddScaled(ReadOnlySpan<float> source, double scale, Span<double> target)
    {
        var wideSource = MemoryMarshal.Cast<float, Vector<float>>(source);
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        var factor = new Vector<double>(scale);
        for (int i = 0; i < wideSource.Length; i++)
        {
            Vector.Widen(wideSource[i], out var low, out var high);
            wideTarget[2 * i] += low * factor;
            wideTarget[2 * i + 1] += high * factor;
        }
        for (int i = wideSource.Length * Vector<float>.Count; i < source.Length; i++)
            target[i] += scale * source[i];
    }

    /// <summary>target += scale · source.</summary>
    public static void AddScaled(ReadOnlySpan<double> source, double scale, Span<double> target)
    {
        var wideSource = MemoryMarshal.Cast<double, Vector<double>>(source);
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (int i = 0; i < wideSource.Length; i++)
            wideTarget[i] += wideSource[i] * scale;
        for (int i = wideSource.Length * Vector<double>.Count; i < source.Length; i++)
            target[i] += scale * source[i];
    }

    public static void Scale(Span<double> values, double scale)
    {
        foreach (ref var value in values)
            value *= scale;
    }

    public static double LargestMagnitude(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
