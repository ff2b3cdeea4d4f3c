using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>The order in which the numbers of a batch of images lie in memory; its shape is <c>[N, C, H, W]</c> in any case.</summary>
internal static class MemoryOrder
{
    /// <summary>
    /// The same images with the channels of a pixel side by side. Convolutions, and all layers after them, keep the order, and are
    /// faster in it.
    /// </summary>
    public static Tensor ChannelsLast(Tensor images)
    {
        using var pixels = images.permute(0, 2, 3, 1);
        using var copy = pixels.contiguous();
        return copy.permute(0, 3, 1, 2);
    }
}
