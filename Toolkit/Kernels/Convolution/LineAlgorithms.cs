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

    public static bool HasOneWeight => false;

    public static void Input(float* from, int stride, float* to, int step)
    {
        var (d0, d1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (d2, d3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        (d0 - d2).Store(to);
        (d1 + d2).Store(to + step);
        (d2 - d1).Store(to + 2 * step);
        (d1 - d3).Store(to + 3 * step);
    }

    public static void InputTransposed(float* from, int stride, float* to, int step)
    {
        var (v0, v1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (v2, v3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        v0.Store(to);
        (v1 - v2 + v3).Store(to + step);
        (v1 + v2 - v0).Store(to + 2 * step);
        (-v3).Store(to + 3 * step);
    }

    public static void Output(float* from, int stride, float* to, int step)
    {
        var (m0, m1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (m2, m3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        (m0 + m1 + m2).Store(to);
        (m1 - m2 - m3).Store(to + step);
    }

    public static void OutputTransposed(float* from, int stride, float* to, int step)
    {
        var (y0, y1) = (Vector512.Load(from), Vector512.Load(from + stride));
        y0.Store(to);
        (y0 + y1).Store(to + step);
        (y0 - y1).Store(to + 2 * step);
        (-y1).Store(to + 3 * step);
    }

    public static void Weight(float* from, int stride, float* to, int step)
    {
        var (g0, g1, g2) = (Vector512.Load(from), Vector512.Load(from + stride), Vector512.Load(from + 2 * stride));
        var (outer, inner) = ((g0 + g2) * 0.5f, g1 * 0.5f);
        g0.Store(to);
        (outer + inner).Store(to + step);
        (outer - inner).Store(to + 2 * step);
        g2.Store(to + 3 * step);
    }

    public static void WeightTransposed(float* from, int stride, float* to, int step)
    {
        var (u0, u1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (u2, u3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        var sum = (u1 + u2) * 0.5f;
        (u0 + sum).Store(to);
        ((u1 - u2) * 0.5f).Store(to + step);
        (sum + u3).Store(to + 2 * step);
    }
}
