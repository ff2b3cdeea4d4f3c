using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Toolkit.Kernels.Convolution;

/// <summary>Brings 16 rows of numbers side by side, so that a vector holds one number of each, and back.</summary>
internal static unsafe class Lanes
{
    /// <summary>Rows that lie side by side.</summary>
    public const int Count = 16;

    /// <summary>Rows to columns.</summary>
    /// <param name="from">The first number of the first row.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="count">Numbers of a row.</param>
    /// <param name="to">Receives <paramref name="count"/> vectors.</param>
    /// <param name="step">Numbers from one vector to the next.</param>
    public static void Gather(float* from, int stride, int count, float* to, int step)
    {
        var whole = Avx512F.IsSupported ? count - count % Count : 0;
        for (var i = 0; i < whole; i += Count) Transpose(from + i, stride, to + i * step, step);
        for (var row = 0; row < Count; row++)
        {
            for (var i = whole; i < count; i++) to[i * step + row] = from[row * stride + i];
        }
    }

    /// <summary>Columns to rows: the reverse of <see cref="Gather"/>.</summary>
    public static void Scatter(float* from, int step, int count, float* to, int stride)
    {
        var whole = Avx512F.IsSupported ? count - count % Count : 0;
        for (var i = 0; i < whole; i += Count) Transpose(from + i * step, step, to + i, stride);
        for (var row = 0; row < Count; row++)
        {
            for (var i = whole; i < count; i++) to[row * stride + i] = from[i * step + row];
        }
    }

    /// <summary>A matrix of 16×16 numbers: pairs of rows are interleaved, then pairs of pairs, then quarters of vectors.</summary>
    private static void Transpose(float* from, int stride, float* to, int step)
    {
        var quads = stackalloc Vector512<float>[Count];
        for (var row = 0; row < Count; row += 4) Interleave(from + row * stride, stride, quads + row);
        for (var i = 0; i < 4; i++)
        {
            var low = Avx512F.Shuffle4x128(quads[i], quads[4 + i], 0b_10_00_10_00);
            var high = Avx512F.Shuffle4x128(quads[i], quads[4 + i], 0b_11_01_11_01);
            var lower = Avx512F.Shuffle4x128(quads[8 + i], quads[12 + i], 0b_10_00_10_00);
            var higher = Avx512F.Shuffle4x128(quads[8 + i], quads[12 + i], 0b_11_01_11_01);
            Avx512F.Shuffle4x128(low, lower, 0b_10_00_10_00).Store(to + i * step);
            Avx512F.Shuffle4x128(high, higher, 0b_10_00_10_00).Store(to + (4 + i) * step);
            Avx512F.Shuffle4x128(low, lower, 0b_11_01_11_01).Store(to + (8 + i) * step);
            Avx512F.Shuffle4x128(high, higher, 0b_11_01_11_01).Store(to + (12 + i) * step);
        }
    }

    /// <summary>Four rows, so that each quarter of a result holds one number of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(float* from, int stride, Vector512<float>* to)
    {
        var (row0, row1) = (Vector512.Load(from), Vector512.Load(from + stride));
        var (row2, row3) = (Vector512.Load(from + 2 * stride), Vector512.Load(from + 3 * stride));
        var (low01, high01) = (Avx512F.UnpackLow(row0, row1).AsDouble(), Avx512F.UnpackHigh(row0, row1).AsDouble());
        var (low23, high23) = (Avx512F.UnpackLow(row2, row3).AsDouble(), Avx512F.UnpackHigh(row2, row3).AsDouble());
        to[0] = Avx512F.UnpackLow(low01, low23).AsSingle();
        to[1] = Avx512F.UnpackHigh(low01, low23).AsSingle();
        to[2] = Avx512F.UnpackLow(high01, high23).AsSingle();
        to[3] = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }
}
