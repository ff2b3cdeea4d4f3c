using System.Runtime.Intrinsics;
using Lane = System.Runtime.Intrinsics.Vector512<float>;

namespace Toolkit.Kernels.Convolution;

/// <summary>Lines of one pixel: the weight in the middle is the only one that does not meet zeros.</summary>
internal readonly unsafe struct OnePixelLine : ILineAlgorithm
{
    public static int Positions => 1;

    public static int Outputs => 1;

    public static int Inputs => 1;

    public static int Before => 0;

    public static bool HasOneWeight => true;

    public static void Input(float* from, int stride, float* to, int step) => Vector512.Load(from).Store(to);

    public static void InputTransposed(float* from, int stride, float* to, int step) => Input(from, stride, to, step);

    public static void Output(float* from, int stride, float* to, int step) => Input(from, stride, to, step);

    public static void OutputTransposed(float* from, int stride, float* to, int step) => Input(from, stride, to, step);

    public static void Weight(float* from, int stride, float* to, int step) => Vector512.Load(from + stride).Store(to);

    public static void WeightTransposed(float* from, int stride, float* to, int step)
    {
        Lane.Zero.Store(to);
        Vector512.Load(from).Store(to + step);
        Lane.Zero.Store(to + 2 * step);
    }
}

/// <summary>
/// Lines of two pixels, with three multiplications instead of four: <c>y0 = g1 d0 + g2 d1 = g1 (d0 + d1) + (g2 − g1) d1</c>, and
/// <c>y1 = g0 d0 + g1 d1 = g1 (d0 + d1) + (g0 − g1) d0</c>.
/// </summary>
internal readonly unsafe struct TwoPixelLine : ILineAlgorithm
{
    public static int Positions => 3;

    public static int Outputs => 2;

    public static int Inputs => 2;

    public static int Before => 0;

    public static bool HasOneWeight => false;

    public static void Input(float* from, int stride, float* to, int step)
    {
        var (d0, d1) = (Vector512.Load(from), Vector512.Load(from + stride));
        (d0 + d1).Store(to);
        d1.Store(to + step);
        d0.Store(to + 2 * step);
    }

    public static void InputTransposed(float* from, int stride, float* to, int step)
    {
        var (v0, v1, v2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        (v0 + v2).Store(to);
        (v0 + v1).Store(to + step);
    }

    public static void Output(float* from, int stride, float* to, int step)
    {
        var (m0, m1, m2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        (m0 + m1).Store(to);
        (m0 + m2).Store(to + step);
    }

    public static void OutputTransposed(float* from, int stride, float* to, int step)
    {
        var (y0, y1) = (Vector512.Load(from), Vector512.Load(from + stride));
        (y0 + y1).Store(to);
        y0.Store(to + step);
        y1.Store(to + 2 * step);
    }

    public static void Weight(float* from, int stride, float* to, int step)
    {
        var (g0, g1, g2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        g1.Store(to);
        (g2 - g1).Store(to + step);
        (g0 - g1).Store(to + 2 * step);
    }

    public static void WeightTransposed(float* from, int stride, float* to, int step)
    {
        var (u0, u1, u2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        u2.Store(to);
        (u0 - u1 - u2).Store(to + step);
        u1.Store(to + 2 * step);
    }
}

/// <summary>
/// Winograd's minimal filtering F(4, 3): four outputs with six multiplications instead of twelve, by the values of polynomials at 0, 1, −1, 2, −2 and
/// infinity. Rounding is some ten times that of a plain sum.
/// </summary>
internal readonly unsafe struct FourOutputLine : ILineAlgorithm
{
    public static int Positions => 6;

    public static int Outputs => 4;

    public static int Inputs => 6;

    public static int Before => 1;

    public static bool HasOneWeight => false;

    public static void Input(float* from, int stride, float* to, int step)
    {
        var (d0, d1, d2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (d3, d4, d5) = (Vector512.Load(from + 3 * stride), Vector512.Load(from + 4 * stride), Vector512.Load(from + 5 * stride));
        var (even1, odd1) = (d4 - 4 * d2, d3 - 4 * d1);
        var (even2, odd2) = (d4 - d2, 2 * (d3 - d1));
        (4 * d0 - 5 * d2 + d4).Store(to);
        (even1 + odd1).Store(to + step);
        (even1 - odd1).Store(to + 2 * step);
        (even2 + odd2).Store(to + 3 * step);
        (even2 - odd2).Store(to + 4 * step);
        (4 * d1 - 5 * d3 + d5).Store(to + 5 * step);
    }

    public static void InputTransposed(float* from, int stride, float* to, int step)
    {
        var (v0, v1, v2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (v3, v4, v5) = (Vector512.Load(from + 3 * stride), Vector512.Load(from + 4 * stride), Vector512.Load(from + 5 * stride));
        var (sum1, sum2, difference1, difference2) = (v1 + v2, v3 + v4, v1 - v2, v3 - v4);
        (4 * v0).Store(to);
        (4 * (v5 - difference1) - 2 * difference2).Store(to + step);
        (-5 * v0 - 4 * sum1 - sum2).Store(to + 2 * step);
        (difference1 + 2 * difference2 - 5 * v5).Store(to + 3 * step);
        (v0 + sum1 + sum2).Store(to + 4 * step);
        v5.Store(to + 5 * step);
    }

    public static void Output(float* from, int stride, float* to, int step)
    {
        var (m1, m2) = (Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (m3, m4) = (Vector512.Load(from + 3 * stride), Vector512.Load(from + 4 * stride));
        var (sum1, sum2, difference1, difference2) = (m1 + m2, m3 + m4, m1 - m2, m3 - m4);
        (Vector512.Load(from) + sum1 + sum2).Store(to);
        (difference1 + 2 * difference2).Store(to + step);
        (sum1 + 4 * sum2).Store(to + 2 * step);
        (difference1 + 8 * difference2 + Vector512.Load(from + 5 * stride)).Store(to + 3 * step);
    }

    public static void OutputTransposed(float* from, int stride, float* to, int step)
    {
        var (y0, y1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (y2, y3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        var (even1, odd1, even2, odd2) = (y0 + y2, y1 + y3, y0 + 4 * y2, 2 * y1 + 8 * y3);
        y0.Store(to);
        (even1 + odd1).Store(to + step);
        (even1 - odd1).Store(to + 2 * step);
        (even2 + odd2).Store(to + 3 * step);
        (even2 - odd2).Store(to + 4 * step);
        y3.Store(to + 5 * step);
    }

    public static void Weight(float* from, int stride, float* to, int step)
    {
        var (g0, g1, g2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (outer1, inner1) = ((g0 + g2) * (-1f / 6), g1 * (1f / 6));
        var (outer2, inner2) = (g0 * (1f / 24) + g2 * (1f / 6), g1 * (1f / 12));
        (g0 * 0.25f).Store(to);
        (outer1 - inner1).Store(to + step);
        (outer1 + inner1).Store(to + 2 * step);
        (outer2 + inner2).Store(to + 3 * step);
        (outer2 - inner2).Store(to + 4 * step);
        g2.Store(to + 5 * step);
    }

    public static void WeightTransposed(float* from, int stride, float* to, int step)
    {
        var (u1, u2) = (Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (u3, u4) = (Vector512.Load(from + 3 * stride), Vector512.Load(from + 4 * stride));
        var (sum1, sum2, difference1, difference2) = ((u1 + u2) * (1f / 6), u3 + u4, u2 - u1, u3 - u4);
        (Vector512.Load(from) * 0.25f - sum1 + sum2 * (1f / 24)).Store(to);
        (difference1 * (1f / 6) + difference2 * (1f / 12)).Store(to + step);
        (sum2 * (1f / 6) - sum1 + Vector512.Load(from + 5 * stride)).Store(to + 2 * step);
    }
}
