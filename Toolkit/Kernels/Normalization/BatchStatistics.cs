using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels.Normalization;

/// <summary>
/// Mean and variance of each channel over a batch. Each part of the maps is read once from memory and twice from the cache: for its mean, then for the squares of the
/// distances from it, which a sum of squares would lose where the mean is far from zero. The parts are put together in double precision.
/// </summary>
/// <param name="Mean">Of each channel.</param>
/// <param name="Variance">Divided by the number of pixels.</param>
internal sealed unsafe record BatchStatistics(double[] Mean, double[] Variance)
{
    /// <param name="rows">How the maps are cut.</param>
    /// <param name="maps"><c>[N, C, H, W]</c>, <see cref="ChannelsLastFormat"/>.</param>
    public static BatchStatistics Of(PixelRows rows, Tensor maps) => Of(rows, TensorMemory.PointerToRows(maps));

    private static BatchStatistics Of(PixelRows rows, float* maps)
    {
        var columns = rows.Columns;
        using var memory = new AlignedMemory();
        var sums = memory.TakeZeros(rows.Parts * columns);
        var squares = memory.TakeZeros(rows.Parts * columns);
        KernelThreads.Run(rows.Parts, part =>
        {
            var (start, count) = rows.Part(part);
            AddRows(maps + start, count, columns, sums + part * columns);
            AddSquares(maps + start, count, columns, sums + part * columns, squares + part * columns);
        });
        var mean = new double[rows.Channels];
        EachGroup(rows, (index, channel, _) => mean[channel] += sums[index]);
        for (var channel = 0; channel < mean.Length; channel++) mean[channel] /= rows.Pixels;
        var variance = new double[rows.Channels];
        EachGroup(rows, (index, channel, count) =>
        {
            var distance = sums[index] / (double)count - mean[channel];
            variance[channel] += squares[index] + count * distance * distance;
        });
        for (var channel = 0; channel < variance.Length; channel++) variance[channel] /= rows.Pixels;
        return new(mean, variance);
    }

    /// <summary>Lets running statistics follow, as PyTorch defines it: the variance that they take is divided by one pixel less.</summary>
    /// <param name="runningMean">Changed in place.</param>
    /// <param name="runningVariance">Changed in place.</param>
    /// <param name="momentum">Share of this batch.</param>
    /// <param name="pixels">Over which the statistics are.</param>
    public void Follow(Tensor runningMean, Tensor runningVariance, double momentum, int pixels)
    {
        Blend(TensorMemory.Numbers(runningMean), Mean, momentum, 1);
        Blend(TensorMemory.Numbers(runningVariance), Variance, momentum, pixels / (pixels - 1.0));
    }

    private static void Blend(Span<float> running, double[] newest, double momentum, double factor)
    {
        for (var i = 0; i < running.Length; i++) running[i] = (float)((1 - momentum) * running[i] + momentum * factor * newest[i]);
    }

    /// <summary>Each column of each part: its place, its channel, and how many pixels it is over.</summary>
    private static void EachGroup(PixelRows rows, Action<int, int, int> action)
    {
        for (var part = 0; part < rows.Parts; part++)
        {
            var count = rows.Part(part).Rows;
            for (var column = 0; column < rows.Columns; column++) action(part * rows.Columns + column, column % rows.Channels, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(float* from, int rows, int columns, float* sums)
    {
        for (var row = 0; row < rows; row++, from += columns)
        {
            for (var i = 0; i < columns; i += Vector256<float>.Count) (Vector256.Load(sums + i) + Vector256.Load(from + i)).Store(sums + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(float* from, int rows, int columns, float* sums, float* squares)
    {
        var share = Vector256.Create(1f / rows);
        for (var row = 0; row < rows; row++, from += columns)
        {
            for (var i = 0; i < columns; i += Vector256<float>.Count)
            {
                var distance = Vector256.Load(from + i) - Vector256.Load(sums + i) * share;
                Vector256.FusedMultiplyAdd(distance, distance, Vector256.Load(squares + i)).Store(squares + i);
            }
        }
    }
}
