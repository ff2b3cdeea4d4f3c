using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Kernels.Normalization;

/// <summary>The passes of <see cref="NormalizedActivation"/>, whatever the activation.</summary>
internal interface INormalizationPass
{
    /// <summary>Normalisation, sum with another branch, activation.</summary>
    /// <param name="maps"><c>[N, C, H, W]</c>, <see cref="ChannelsLastFormat"/>.</param>
    /// <param name="branch">The same of what is added before the activation; null: nothing.</param>
    Tensor Forward(Tensor maps, Tensor? branch);

    /// <summary>The gradients.</summary>
    /// <param name="maps">As in the forward pass.</param>
    /// <param name="branch">Likewise.</param>
    /// <param name="gradient">Of the result, <see cref="ChannelsLastFormat"/>.</param>
    (Tensor Maps, Tensor Scale, Tensor Shift, Tensor? Branch) Backward(Tensor maps, Tensor? branch, Tensor gradient);
}

/// <summary>
/// With the mean m, the inverse deviation s, scale γ and shift β of a channel, <c>y = γ s (x − m) + β = a x + b</c>, and for the gradient g of y, summed over n pixels,
/// <c>dβ = Σ g</c>, <c>dγ = s Σ g (x − m)</c> and <c>dx = γ s (g − dβ / n − s (x − m) dγ / n)</c> (Ioffe and Szegedy 2015). Whether the activation lets a gradient through
/// is found out again from x, which is read anyway. The loops are optimised when they are compiled first, since a training begins with them.
/// </summary>
/// <param name="rows">How the maps are cut.</param>
/// <param name="statistics">Of the maps.</param>
/// <param name="scale">γ, <c>[C]</c>.</param>
/// <param name="shift">β, <c>[C]</c>.</param>
/// <param name="epsilon">Added to the variance.</param>
internal sealed unsafe class NormalizationPass<TRectifier>(PixelRows rows, BatchStatistics statistics, Tensor scale, Tensor shift, double epsilon)
    : INormalizationPass where TRectifier : struct, IRectifier
{
    private readonly float[] scales = [.. TensorMemory.Numbers(scale)], shifts = [.. TensorMemory.Numbers(shift)];

    public Tensor Forward(Tensor maps, Tensor? branch)
    {
        var result = Like(maps);
        using var memory = new AlignedMemory();
        var from = TensorMemory.PointerToRows(maps);
        var added = TensorMemory.PointerToRows(branch);
        var to = TensorMemory.PointerToRows(result);
        var factor = rows.Row(memory, Factor);
        var offset = rows.Row(memory, Offset);
        KernelThreads.Run(rows.Parts, part => Normalize(part, from, added, to, factor, offset));
        return result;
    }

    public (Tensor Maps, Tensor Scale, Tensor Shift, Tensor? Branch) Backward(Tensor maps, Tensor? branch, Tensor gradient)
    {
        var (mapsGradient, branchGradient) = (Like(maps), branch is null ? null : Like(maps));
        using var memory = new AlignedMemory();
        var gradients = new GradientRows(TensorMemory.PointerToRows(maps), TensorMemory.PointerToRows(branch), TensorMemory.PointerToRows(gradient), rows.Row(memory, Factor), rows.Row(memory, Offset));
        var (shiftGradients, scaleGradients) = Sums(gradients);
        var to = TensorMemory.PointerToRows(mapsGradient);
        var toBranch = TensorMemory.PointerToRows(branchGradient);
        double Slope(int channel) => -Factor(channel) * Inverse(channel) * scaleGradients[channel] / rows.Pixels;
        var slope = rows.Row(memory, Slope);
        var offset = rows.Row(
            memory, channel => -Factor(channel) * shiftGradients[channel] / rows.Pixels - Slope(channel) * statistics.Mean[channel]);
        KernelThreads.Run(rows.Parts, part => SpreadGradient(part, gradients, to, toBranch, slope, offset));
        return (mapsGradient, Gradients(scaleGradients), Gradients(shiftGradients), branchGradient);
    }

    private double Inverse(int channel) => 1 / Math.Sqrt(statistics.Variance[channel] + epsilon);

    private double Factor(int channel) => scales[channel] * Inverse(channel);

    private double Offset(int channel) => shifts[channel] - statistics.Mean[channel] * Factor(channel);

    private (double[] Shift, double[] Scale) Sums(GradientRows gradients)
    {
        var columns = rows.Columns;
        using var memory = new AlignedMemory();
        var sums = memory.TakeZeros(rows.Parts * columns);
        var products = memory.TakeZeros(rows.Parts * columns);
        var mean = rows.Row(memory, channel => statistics.Mean[channel]);
        KernelThreads.Run(rows.Parts, part => AddGradients(part, gradients, mean, sums + part * columns, products + part * columns));
        var (shift, scale) = (new double[rows.Channels], new double[rows.Channels]);
        for (var index = 0; index < rows.Parts * columns; index++)
        {
            var channel = index % columns % rows.Channels;
            shift[channel] += sums[index];
            scale[channel] += products[index];
        }
        for (var channel = 0; channel < scale.Length; channel++) scale[channel] *= Inverse(channel);
        return (shift, scale);
    }

    private static Tensor Like(Tensor maps) => ChannelsLastFormat.New(maps.shape[0], maps.shape[1], maps.shape[2], maps.shape[3]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Normalize(int part, float* from, float* added, float* to, float* factor, float* offset)
    {
        var (start, count) = rows.Part(part);
        var columns = rows.Columns;
        from += start;
        to += start;
        if (added is not null) added += start;
        for (var row = 0; row < count; row++, from += columns, to += columns)
        {
            for (var i = 0; i < columns; i += Vector256<float>.Count)
            {
                var value = Vector256.FusedMultiplyAdd(Vector256.Load(from + i), Vector256.Load(factor + i), Vector256.Load(offset + i));
                if (added is not null) value += Vector256.Load(added + i);
                TRectifier.Apply(value).Store(to + i);
            }
            if (added is not null) added += columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGradients(int part, GradientRows gradients, float* mean, float* sums, float* products)
    {
        var (start, count) = rows.Part(part);
        var columns = rows.Columns;
        gradients = gradients.From(start);
        for (var row = 0; row < count; row++, gradients = gradients.From(columns))
        {
            for (var i = 0; i < columns; i += Vector256<float>.Count)
            {
                var (value, gradient) = gradients.At<TRectifier>(i);
                (Vector256.Load(sums + i) + gradient).Store(sums + i);
                Vector256.FusedMultiplyAdd(gradient, value - Vector256.Load(mean + i), Vector256.Load(products + i)).Store(products + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SpreadGradient(int part, GradientRows gradients, float* to, float* toBranch, float* slope, float* offset)
    {
        var (start, count) = rows.Part(part);
        var columns = rows.Columns;
        gradients = gradients.From(start);
        to += start;
        if (toBranch is not null) toBranch += start;
        for (var row = 0; row < count; row++, gradients = gradients.From(columns), to += columns)
        {
            for (var i = 0; i < columns; i += Vector256<float>.Count)
            {
                var (value, gradient) = gradients.At<TRectifier>(i);
                var rest = Vector256.FusedMultiplyAdd(value, Vector256.Load(slope + i), Vector256.Load(offset + i));
                Vector256.FusedMultiplyAdd(gradient, Vector256.Load(gradients.Factor + i), rest).Store(to + i);
                if (toBranch is not null) gradient.Store(toBranch + i);
            }
            if (toBranch is not null) toBranch += columns;
        }
    }

    private static Tensor Gradients(double[] ofChannels)
    {
        var result = TensorMemory.New(ofChannels.Length);
        var numbers = TensorMemory.Numbers(result);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)ofChannels[i];
        return result;
    }
}
