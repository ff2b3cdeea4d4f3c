using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// Matrix products. Matrices lie in panels of 32 columns, <c>[columns / 32, rows, 32]</c>, so that what is read one after the other lies one behind the other.
/// Eight rows of a panel are computed together: 16 sums in registers.
/// </summary>
internal static unsafe class PanelProduct
{
    /// <summary>Columns of a panel.</summary>
    public const int Columns = 32;

    /// <summary>Rows that are computed together; a product's number of rows is a multiple of it.</summary>
    public const int Rows = 8;

    /// <summary>
    /// Numbers from one matrix to the next where several are filled at once: three cache lines more than they have. At a distance of a power of two, all would
    /// compete for the same places of the cache.
    /// </summary>
    public static int Distance(int rows, int columns) => rows * columns + 48;

    /// <summary>Where the first number of a column is.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rows">Rows of the matrix.</param>
    public static int Place(int column, int rows) => column / Columns * rows * Columns + column % Columns;

    /// <summary>One panel of left · right.</summary>
    /// <param name="left">Panels of <paramref name="rows"/> × <paramref name="depth"/> numbers.</param>
    /// <param name="right">One panel of <paramref name="depth"/> rows.</param>
    /// <param name="rows">A multiple of <see cref="Rows"/>.</param>
    /// <param name="depth">A multiple of <see cref="Columns"/>.</param>
    /// <param name="result">Receives one panel of <paramref name="rows"/> rows.</param>
    public static void Multiply(float* left, float* right, int rows, int depth, float* result)
    {
        for (var row = 0; row < rows; row += Rows)
        {
            var sums = new PanelSums();
            for (var first = 0; first < depth; first += Columns)
            {
                var numbers = left + first * rows + row * Columns;
                var panel = right + first * Columns;
                for (var k = 0; k < Columns; k++, numbers++, panel += Columns) sums.Add<AcrossRows>(numbers, panel);
            }
            sums.Store(result + row * Columns);
        }
    }

    /// <summary>Adds one panel of leftᵀ · right.</summary>
    /// <param name="left">Panels of <paramref name="depth"/> × <paramref name="rows"/> numbers.</param>
    /// <param name="right">One panel of <paramref name="depth"/> rows.</param>
    /// <param name="rows">Columns of the left side; a multiple of <see cref="Columns"/>.</param>
    /// <param name="depth">Rows of both sides: how many they have, and how many of those count.</param>
    /// <param name="result">One panel of <paramref name="rows"/> rows, changed.</param>
    public static void AddTransposed(float* left, float* right, int rows, (int All, int Used) depth, float* result)
    {
        for (var row = 0; row < rows; row += Rows)
        {
            var sums = new PanelSums(result + row * Columns);
            var numbers = left + Place(row, depth.All);
            var panel = right;
            for (var k = 0; k < depth.Used; k++, numbers += Columns, panel += Columns) sums.Add<AlongRow>(numbers, panel);
            sums.Store(result + row * Columns);
        }
    }

    /// <summary>Where the numbers of eight rows lie.</summary>
    private interface IRowStep
    {
        static abstract int Step { get; }
    }

    private readonly struct AcrossRows : IRowStep
    {
        public static int Step => Columns;
    }

    private readonly struct AlongRow : IRowStep
    {
        public static int Step => 1;
    }

    /// <summary>Two neighbouring vectors of a row.</summary>
    private struct Pair
    {
        private Vector512<float> first, second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Pair Load(float* from) => new() { first = Vector512.Load(from), second = Vector512.Load(from + Lanes.Count) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float number, Vector512<float> left, Vector512<float> right)
        {
            var factor = Vector512.Create(number);
            first = Vector512.FusedMultiplyAdd(factor, left, first);
            second = Vector512.FusedMultiplyAdd(factor, right, second);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* to)
        {
            first.Store(to);
            second.Store(to + Lanes.Count);
        }
    }

    /// <summary>Eight rows of a panel. Fields and not an array, so that they stay in registers.</summary>
    private struct PanelSums
    {
        private Pair row0, row1, row2, row3, row4, row5, row6, row7;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public PanelSums(float* from)
        {
            (row0, row1, row2, row3) = (Pair.Load(from), Pair.Load(from + Columns), Pair.Load(from + 2 * Columns), Pair.Load(from + 3 * Columns));
            from += 4 * Columns;
            (row4, row5, row6, row7) = (Pair.Load(from), Pair.Load(from + Columns), Pair.Load(from + 2 * Columns), Pair.Load(from + 3 * Columns));
        }

        /// <summary>Adds a number of each row times a row of the right side.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add<TStep>(float* numbers, float* right) where TStep : struct, IRowStep
        {
            var (one, two) = (Vector512.Load(right), Vector512.Load(right + Lanes.Count));
            row0.Add(numbers[0], one, two);
            row1.Add(numbers[TStep.Step], one, two);
            row2.Add(numbers[2 * TStep.Step], one, two);
            row3.Add(numbers[3 * TStep.Step], one, two);
            row4.Add(numbers[4 * TStep.Step], one, two);
            row5.Add(numbers[5 * TStep.Step], one, two);
            row6.Add(numbers[6 * TStep.Step], one, two);
            row7.Add(numbers[7 * TStep.Step], one, two);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(float* to)
        {
            row0.Store(to);
            row1.Store(to + Columns);
            row2.Store(to + 2 * Columns);
            row3.Store(to + 3 * Columns);
            row4.Store(to + 4 * Columns);
            row5.Store(to + 5 * Columns);
            row6.Store(to + 6 * Columns);
            row7.Store(to + 7 * Columns);
        }
    }
}
