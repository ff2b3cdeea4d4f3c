using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Winograd;

/// <summary>
/// Products of matrices whose right side or result lies in panels of 16 columns. Six or four rows of a panel are computed together: their sums stay in registers.
/// </summary>
internal static unsafe class MatrixTiles
{
    /// <summary>Columns of a panel: two vectors.</summary>
    public const int Columns = 16;

    /// <summary>Rows that <see cref="Multiply"/> computes together.</summary>
    public const int Rows = 6;

    private const int TransposedRows = 4;

    /// <summary>Sixteen columns of left · right.</summary>
    /// <param name="left">Rows of <paramref name="depth"/> numbers.</param>
    /// <param name="right">A panel of <paramref name="depth"/> rows.</param>
    /// <param name="rows">A multiple of <see cref="Rows"/>.</param>
    /// <param name="depth">What is summed over.</param>
    /// <param name="result">Receives sixteen numbers in each of its rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(MatrixRows left, float* right, int rows, int depth, MatrixRows result)
    {
        for (var row = 0; row < rows; row += Rows)
        {
            var a0 = left[row];
            var a1 = left[row + 1];
            var a2 = left[row + 2];
            var a3 = left[row + 3];
            var a4 = left[row + 4];
            var a5 = left[row + 5];
            Pair sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
            var panel = right;
            for (var k = 0; k < depth; k++, panel += Columns)
            {
                var (one, two) = (Vector256.Load(panel), Vector256.Load(panel + Columns / 2));
                sum0.Add(a0[k], one, two);
                sum1.Add(a1[k], one, two);
                sum2.Add(a2[k], one, two);
                sum3.Add(a3[k], one, two);
                sum4.Add(a4[k], one, two);
                sum5.Add(a5[k], one, two);
            }
            sum0.Store(result[row]);
            sum1.Store(result[row + 1]);
            sum2.Store(result[row + 2]);
            sum3.Store(result[row + 3]);
            sum4.Store(result[row + 4]);
            sum5.Store(result[row + 5]);
        }
    }

    /// <summary>Adds sixteen columns of leftᵀ · right.</summary>
    /// <param name="left">Rows of <paramref name="rows"/> numbers.</param>
    /// <param name="right">Rows that begin with the sixteen columns.</param>
    /// <param name="rows">Columns of the left side; a multiple of 4.</param>
    /// <param name="depth">Rows of both sides.</param>
    /// <param name="result">A panel of <paramref name="rows"/> rows, changed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTransposed(MatrixRows left, MatrixRows right, int rows, int depth, float* result)
    {
        for (var row = 0; row < rows; row += TransposedRows, result += TransposedRows * Columns)
        {
            Pair sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            var numbers = left[0] + row;
            var columns = right[0];
            for (var k = 0; k < depth; k++, numbers += left.Length, columns += right.Length)
            {
                var (one, two) = (Vector256.Load(columns), Vector256.Load(columns + Columns / 2));
                sum0.Add(numbers[0], one, two);
                sum1.Add(numbers[1], one, two);
                sum2.Add(numbers[2], one, two);
                sum3.Add(numbers[3], one, two);
            }
            sum0.AddTo(result);
            sum1.AddTo(result + Columns);
            sum2.AddTo(result + 2 * Columns);
            sum3.AddTo(result + 3 * Columns);
        }
    }

    /// <summary>A row of a panel.</summary>
    private struct Pair
    {
        private Vector256<float> first, second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float number, Vector256<float> left, Vector256<float> right)
        {
            var factor = Vector256.Create(number);
            first = Vector256.FusedMultiplyAdd(factor, left, first);
            second = Vector256.FusedMultiplyAdd(factor, right, second);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* to)
        {
            first.Store(to);
            second.Store(to + Columns / 2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void AddTo(float* sums)
        {
            (Vector256.Load(sums) + first).Store(sums);
            (Vector256.Load(sums + Columns / 2) + second).Store(sums + Columns / 2);
        }
    }
}

/// <summary>Rows of numbers, one behind the other.</summary>
/// <param name="first">The first row.</param>
/// <param name="length">Numbers from one row to the next.</param>
internal readonly unsafe struct MatrixRows(float* first, int length)
{
    public int Length => length;

    public float* this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => first + (nint)row * length;
    }
}
