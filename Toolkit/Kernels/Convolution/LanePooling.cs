using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Toolkit.Kernels.Convolution;

/// <summary>
/// Max pooling of windows after ReLU: the largest pixel where it is positive, else 0; a pixel that is no number counts as the largest, as in libtorch.
/// </summary>
/// <param name="shape">How many rows and columns of windows there are.</param>
/// <param name="pooled">Receives <c>[outputs, rows, columns]</c> of 16 images.</param>
/// <param name="places">Receives which pixel of each window it is, 0 to 3 by rows, or <see cref="NoPlace"/>; null: not wanted.</param>
internal readonly unsafe struct LanePooling(PooledShape shape, float* pooled, float* places) : IWindowSink
{
    private const float NoPlace = -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int output, int row, int column, in Window window)
    {
        var index = IndexOf(output, row, column);
        var (largest, place) = (window.TopLeft, Vector512<float>.Zero);
        Compare(window.TopRight, 1, ref largest, ref place);
        Compare(window.BottomLeft, 2, ref largest, ref place);
        Compare(window.BottomRight, 3, ref largest, ref place);
        var isZero = Vector512.LessThanOrEqual(largest, Vector512<float>.Zero);
        Vector512.AndNot(largest, isZero).Store(pooled + index);
        if (places is not null) Vector512.ConditionalSelect(isZero, Vector512.Create(NoPlace), place).Store(places + index);
    }

    /// <summary>Gives every window's gradient to the pixel that it comes from.</summary>
    /// <param name="gradients">Of all windows, of 16 images.</param>
    /// <param name="first">The first row of windows.</param>
    /// <param name="rows">How many rows of windows.</param>
    /// <param name="maps">Layout of the result.</param>
    /// <param name="result">Receives it from the first pixel on; the border is not touched.</param>
    /// <param name="sums">Of each channel: the gradients are added to it.</param>
    public void Spread(float* gradients, int first, int rows, LaneMaps maps, float* result, float* sums)
    {
        for (var output = 0; output < shape.Outputs; output++)
        {
            var sum = Vector512<float>.Zero;
            for (var row = first; row < first + rows; row++)
            {
                var target = result + output * maps.Map + 2 * (row - first) * maps.Row;
                for (var column = 0; column < shape.Columns; column++, target += 2 * LaneMaps.Images)
                {
                    var index = IndexOf(output, row, column);
                    sum += Spread(Vector512.Load(gradients + index), Vector512.Load(places + index), target, maps.Row);
                }
            }
            sums[output] += Vector512.Sum(sum);
        }
    }

    /// <summary>Where a window's 16 numbers lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(int output, int row, int column) => ((output * shape.Rows + row) * shape.Columns + column) * LaneMaps.Images;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Spread(Vector512<float> gradient, Vector512<float> place, float* target, int row)
    {
        (gradient & Vector512.Equals(place, Vector512<float>.Zero)).Store(target);
        (gradient & Vector512.Equals(place, Vector512.Create(1f))).Store(target + LaneMaps.Images);
        (gradient & Vector512.Equals(place, Vector512.Create(2f))).Store(target + row);
        (gradient & Vector512.Equals(place, Vector512.Create(3f))).Store(target + row + LaneMaps.Images);
        return Vector512.AndNot(gradient, Vector512.Equals(place, Vector512.Create(NoPlace)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare(Vector512<float> pixel, float number, ref Vector512<float> largest, ref Vector512<float> place)
    {
        var isLarger = Vector512.GreaterThan(pixel, largest) | Vector512.IsNaN(pixel);
        largest = Vector512.ConditionalSelect(isLarger, pixel, largest);
        place = Vector512.ConditionalSelect(isLarger, Vector512.Create(number), place);
    }
}

/// <summary>Stores windows as they are.</summary>
/// <param name="maps">Layout of the result: no border, sides that are even.</param>
/// <param name="result">Receives it.</param>
internal readonly unsafe struct LaneWindows(LaneMaps maps, float* result) : IWindowSink
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int output, int row, int column, in Window window)
    {
        var target = result + output * maps.Map + 2 * row * maps.Row + 2 * column * LaneMaps.Images;
        window.TopLeft.Store(target);
        window.TopRight.Store(target + LaneMaps.Images);
        window.BottomLeft.Store(target + maps.Row);
        window.BottomRight.Store(target + maps.Row + LaneMaps.Images);
    }
}
