using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// A convolution of stride 1 over <see cref="LaneMaps"/>, two outputs and 2×2 pixels at a time: eight sums in registers, to which each step adds
/// four pixels of the input times two weights.
/// </summary>
internal static unsafe class LaneConvolution
{
    /// <summary>Outputs that are computed together.</summary>
    public const int Outputs = 2;

    /// <summary>Computes all windows.</summary>
    /// <param name="input">The first window's kernel begins at its first number.</param>
    /// <param name="maps">Layout of the input.</param>
    /// <param name="weights">For every two outputs and every tap, their two weights.</param>
    /// <param name="bias">One for each output, and a further one where their number is odd; null: 0.</param>
    /// <param name="size">How many outputs, rows and columns of windows, and the kernel's rows and columns.</param>
    /// <param name="sink">Takes the windows.</param>
    public static void Run<TSink>(
        float* input, LaneMaps maps, float* weights, float* bias, (int Outputs, int Rows, int Columns, int KernelHeight, int KernelWidth) size, TSink sink)
        where TSink : struct, IWindowSink
    {
        var taps = maps.Channels * size.KernelHeight * size.KernelWidth;
        for (var row = 0; row < size.Rows; row++)
        {
            var rows = LaneMaps.Taps(2 * row, size.KernelHeight, maps.Top, maps.Height);
            for (var output = 0; output < size.Outputs; output += Outputs)
            {
                var (first, second) = bias is null ? (0, 0) : (bias[output], bias[output + 1]);
                for (var column = 0; column < size.Columns; column++)
                {
                    var (one, two) = (new Window(Vector512.Create(first)), new Window(Vector512.Create(second)));
                    var kernel = new Taps(
                        weights + output * taps, size.KernelHeight, size.KernelWidth, rows, LaneMaps.Taps(2 * column, size.KernelWidth, maps.Left, maps.Width));
                    Sum(input + 2 * row * maps.Row + 2 * column * LaneMaps.Images, maps, kernel, ref one, ref two);
                    sink.Take(output, row, column, one);
                    if (output + 1 < size.Outputs) sink.Take(output + 1, row, column, two);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(float* input, LaneMaps maps, Taps kernel, ref Window one, ref Window two)
    {
        var (first, second) = (one, two);
        for (var channel = 0; channel < maps.Channels; channel++)
        {
            for (var y = kernel.Rows.First; y < kernel.Rows.End; y++)
            {
                var weights = kernel.Weights + ((channel * kernel.Height + y) * kernel.Width + kernel.Columns.First) * Outputs;
                var above = input + channel * maps.Map + y * maps.Row + kernel.Columns.First * LaneMaps.Images;
                var below = above + maps.Row;
                var (topLeft, bottomLeft) = (Vector512.Load(above), Vector512.Load(below));
                for (var x = kernel.Columns.First; x < kernel.Columns.End; x++, weights += Outputs)
                {
                    above += LaneMaps.Images;
                    below += LaneMaps.Images;
                    var (topRight, bottomRight) = (Vector512.Load(above), Vector512.Load(below));
                    first.Add(topLeft, topRight, bottomLeft, bottomRight, Vector512.Create(weights[0]));
                    second.Add(topLeft, topRight, bottomLeft, bottomRight, Vector512.Create(weights[1]));
                    (topLeft, bottomLeft) = (topRight, bottomRight);
                }
            }
        }
        (one, two) = (first, second);
    }

    /// <summary>The weights of two outputs, and those of them that count for a window.</summary>
    private readonly struct Taps(float* weights, int height, int width, (int First, int End) rows, (int First, int End) columns)
    {
        public float* Weights { get; } = weights;

        public int Height { get; } = height;

        public int Width { get; } = width;

        public (int First, int End) Rows { get; } = rows;

        public (int First, int End) Columns { get; } = columns;
    }
}
