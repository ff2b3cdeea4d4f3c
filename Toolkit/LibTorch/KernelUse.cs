using TorchSharp.Modules;

namespace Toolkit.LibTorch;

/// <summary>Which rows or columns of a layer's kernels meet pixels of the maps, and not padding alone.</summary>
/// <param name="Kernel">Rows of the kernels.</param>
/// <param name="Stride">Of the layer.</param>
/// <param name="Dilation">Likewise.</param>
/// <param name="Padding">Rows of zeros on either side.</param>
/// <param name="Side">Rows of the maps.</param>
internal readonly record struct KernelUse(long Kernel, long Stride, long Dilation, long Padding, long Side)
{
    /// <summary>Along one dimension; null where the layer says its padding by name.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="at">0 for the height, ^1 for the width.</param>
    /// <param name="side">Of the maps, along it.</param>
    public static KernelUse? Of(Conv2d layer, Index at, long side) => layer.padding is { } padding
        ? new(layer.kernel_size[at], layer.stride[at], layer.dilation[at], padding[at], side)
        : null;

    /// <summary>Rows of the output; below 1 where the maps are too small for the layer.</summary>
    public long Outputs => (Side + 2 * Padding - Dilation * (Kernel - 1) - 1) / Stride + 1;

    /// <summary>Whether an output takes a pixel by this row of the kernels.</summary>
    public bool IsUsed(long row)
    {
        var first = row * Dilation - Padding; // the pixel that the first output takes by it; those of the others follow at the stride
        var skipped = first < 0 ? (Stride - 1 - first) / Stride : 0;
        return skipped < Outputs && first + skipped * Stride < Side;
    }
}
