using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Winograd's minimal filtering F(2, 3): two outputs with four multiplications instead of six, by the values of polynomials at 0, 1, −1 and infinity. Larger
/// tiles save more, but F(4, 3) rounds ten times as coarsely as a plain sum, and changed the gradients of ResNet18's first layer by half a thousandth of the
/// largest.
/// </summary>
internal readonly unsafe struct TwoOutputLine : ILineAlgorithm
{
    public static int Positions => 4;

    public static int Outputs => 2;

    public static int Inputs => 4;

    public static int Before => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** from, float** to, int count)
    {
        var (from0, from1, from2, from3) = new Four(from);
        var (to0, to1, to2, to3) = new Four(to);
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (d0, d1) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i));
            var (d2, d3) = (Vector256.Load(from2 + i), Vector256.Load(from3 + i));
            (d0 - d2).Store(to0 + i);
            (d1 + d2).Store(to1 + i);
            (d2 - d1).Store(to2 + i);
            (d1 - d3).Store(to3 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float** from, float** to, int count)
    {
        var (from0, from1, from2, from3) = new Four(from);
        var to0 = to[0];
        var to1 = to[1];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (m0, m1) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i));
            var (m2, m3) = (Vector256.Load(from2 + i), Vector256.Load(from3 + i));
            (m0 + m1 + m2).Store(to0 + i);
            (m1 - m2 - m3).Store(to1 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputTransposed(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var (to0, to1, to2, to3) = new Four(to);
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (y0, y1) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i));
            y0.Store(to0 + i);
            (y0 + y1).Store(to1 + i);
            (y0 - y1).Store(to2 + i);
            (-y1).Store(to3 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weight(float** from, float** to, int count)
    {
        var from0 = from[0];
        var from1 = from[1];
        var from2 = from[2];
        var (to0, to1, to2, to3) = new Four(to);
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (g0, g1, g2) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i), Vector256.Load(from2 + i));
            var (outer, inner) = ((g0 + g2) * 0.5f, g1 * 0.5f);
            g0.Store(to0 + i);
            (outer + inner).Store(to1 + i);
            (outer - inner).Store(to2 + i);
            g2.Store(to3 + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightTransposed(float** from, float** to, int count)
    {
        var (from0, from1, from2, from3) = new Four(from);
        var to0 = to[0];
        var to1 = to[1];
        var to2 = to[2];
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var (u0, u1) = (Vector256.Load(from0 + i), Vector256.Load(from1 + i));
            var (u2, u3) = (Vector256.Load(from2 + i), Vector256.Load(from3 + i));
            var sum = (u1 + u2) * 0.5f;
            (u0 + sum).Store(to0 + i);
            ((u1 - u2) * 0.5f).Store(to1 + i);
            (sum + u3).Store(to2 + i);
        }
    }

    /// <summary>The places of a line.</summary>
    private readonly struct Four(float** places)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Deconstruct(out float* first, out float* second, out float* third, out float* fourth)
        {
            first = places[0];
            second = places[1];
            third = places[2];
            fourth = places[3];
        }
    }
}
