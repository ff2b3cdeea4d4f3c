using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>
/// Runs convolutions in the way that is quick for their sizes. oneDNN brings weights into an order of its own whenever a layer runs, which takes longer than the
/// multiplications where there are many weights for few pixels, as in the last stages of a network for small images.
/// </summary>
internal static class ConvolutionOrder
{
    /// <summary>
    /// From so many weights on for each number of the maps, it pays to bring the maps into the order in which those of the weights are turned more quickly, and back.
    /// </summary>
    private const int ManyWeights = 4;

    private const int Height = 2, Width = 3;

    /// <summary>What a layer makes of maps.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static Tensor Run(Conv2d layer, Tensor maps)
    {
        if (maps.device_type != DeviceType.CPU || maps.dtype != ScalarType.Float32 || maps.ndim != 4) return layer.call(maps);
        if (OfSinglePixels(layer, maps) is { } product) return product;
        if (layer.weight!.numel() < ManyWeights * maps.numel() && OneDnn.IsRightChannelsLast(layer, maps)) return layer.call(maps);
        using var scope = NewDisposeScope();
        var plain = ChannelsLastFormat.ToContiguous(maps);
        return ChannelsLastFormat.Of(WithUsedWeights(layer, plain) ?? layer.call(plain)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The product of matrices that is left where outputs are a single pixel each, without padding that counts: quicker than a convolution. Null elsewhere.
    /// </summary>
    private static Tensor? OfSinglePixels(Conv2d layer, Tensor maps)
    {
        if (layer.groups != 1 || !layer.PadsWithZeros() || ForwardHooks.Watch(layer)) return null;
        if (UsedPart.OfOnlyOutput(layer, 0, maps.shape[Height]) is not { } rows) return null;
        if (UsedPart.OfOnlyOutput(layer, ^1, maps.shape[Width]) is not { } columns) return null;
        using var scope = NewDisposeScope();
        var pixels = maps.narrow(Height, 0, rows.Length).narrow(Width, 0, columns.Length);
        var weight = layer.weight!.narrow(Height, rows.First, rows.Length).narrow(Width, columns.First, columns.Length);
        var product = nn.functional.linear(pixels.flatten(1), weight.flatten(1).contiguous(), layer.bias);
        return product.unsqueeze(Height).unsqueeze(Width).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Leaves out the rows and columns of the kernels that meet nothing but padding, as eight of nine weights do where maps are a single pixel; null where all are
    /// used, or the layer must be called itself.
    /// </summary>
    private static Tensor? WithUsedWeights(Conv2d layer, Tensor maps)
    {
        if (!layer.PadsWithZeros() || ForwardHooks.Watch(layer) || OneDnn.MayBeWrong(layer, maps)) return null;
        if (UsedPart.Of(layer, 0, maps.shape[Height]) is not { } rows || UsedPart.Of(layer, ^1, maps.shape[Width]) is not { } columns) return null;
        if (rows.Length == 1 && columns.Length == 1 && OneDnn.IsSuspect) return null; // of 1×1 convolutions, some cannot be trusted there
        if (rows.Length == layer.kernel_size[0] && columns.Length == layer.kernel_size[^1]) return null;
        var weight = layer.weight!.narrow(Height, rows.First, rows.Length).narrow(Width, columns.First, columns.Length);
        return nn.functional.conv2d(maps, weight, layer.bias, layer.stride, [rows.Padding, columns.Padding], layer.dilation, layer.groups);
    }

    /// <summary>The rows or columns of a kernel that meet pixels, and the padding that is left.</summary>
    private readonly record struct UsedPart(long First, long Length, long Padding)
    {
        /// <summary>Null where a padding that is the same on both sides cannot do it.</summary>
        public static UsedPart? Of(Conv2d layer, Index at, long side)
        {
            if (KernelUse.Of(layer, at, side) is not { Outputs: >= 1 } use) return null;
            long[] used = [.. Enumerable.Range(0, (int)use.Kernel).Select(row => (long)row).Where(use.IsUsed)];
            if (used.Length == 0 || use.Padding < used[0] * use.Dilation) return null;
            var part = new UsedPart(used[0], used[^1] - used[0] + 1, use.Padding - used[0] * use.Dilation);
            return (use with { Kernel = part.Length, Padding = part.Padding }).Outputs == use.Outputs ? part : null;
        }

        /// <summary>Where there is one output, made of pixels side by side from the first on; else null.</summary>
        public static UsedPart? OfOnlyOutput(Conv2d layer, Index at, long side) =>
            KernelUse.Of(layer, at, side) is { Outputs: 1 } && Of(layer, at, side) is { Padding: 0 } part && (part.Length == 1 || layer.dilation[at] == 1)
                ? part
                : null;
    }
}
