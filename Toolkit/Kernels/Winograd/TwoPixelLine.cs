using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Lines that are two pixels long, whose convolution has four products that are not with padding, with three multiplications:
/// <c>y0 = g1 d0 + g2 d1 = g1 (d0 + d1) + (g2 − g1) d1</c>, and <c>y1 = g0 d0 + g1 d1 = g1 (d0 + d1) + (g0 − g1) d0</c>.
/// </summary>
internal readonly unsafe struct TwoPixelLine : ILineAlgorithm
{
    public static int Positions => 3;

    public static int Outputs => 2;

    public static int Inputs => 2;

    public static int Before => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var to0 = to[0];
        var to1 = to[1];
        var to2 = to[2];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (d0, d1) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i));
            (d0 + d1).Store(to0 + i);
            d1.Store(to1 + i);
            d0.Store(to2 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var from2 = from[2];
        var to0 = to[0];
        var to1 = to[1];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (m0, m1, m2) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i), Vector256.Load(from2 + i));
            (m0 + m1).Store(to0 + i);
            (m0 + m2).Store(to1 + i);
        }
    }

    /// <summary>What <see cref="Input"/> does, but for the order: the sum of both, the first, the second.</summary>
    public static void OutputTransposed(float** from, float** to, int count)
    {
        var reordered = stackalloc float*[] { to[0], to[2], to[1] };
        Input(from, reordered, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weight(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var from2 = from[2];
        var to0 = to[0];
        var to1 = to[1];
        var to2 = to[2];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (g0, g1, g2) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i), Vector256.Load(from2 + i));
            g1.Store(to0 + i);
            (g2 - g1).Store(to1 + i);
            (g0 - g1).Store(to2 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightTransposed(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var from2 = from[2];
        var to0 = to[0];
        var to1 = to[1];
        var to2 = to[2];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (u0, u1, u2) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i), Vector256.Load(from2 + i));
            u2.Store(to0 + i);
            (u0 - u1 - u2).Store(to1 + i);
            u1.Store(to2 + i);
        }
    }
}
