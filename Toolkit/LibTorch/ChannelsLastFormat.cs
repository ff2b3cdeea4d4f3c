using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>
/// Feature maps <c>[N, C, H, W]</c> whose channels lie side by side in memory, as PyTorch's <c>channels_last</c> has them: libtorch's layers keep that order, and
/// oneDNN takes it as it is, where it brings maps that lie one behind the other into another order before each convolution, and back behind it.
/// TorchSharp has no name for it, but a permuted tensor is one.
/// </summary>
internal static class ChannelsLastFormat
{
    private static readonly long[] ToLast = [0, 2, 3, 1], ToFirst = [0, 3, 1, 2];

    /// <summary>The same maps in that order; themselves where they are in it, or on a GPU.</summary>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static Tensor Of(Tensor maps)
    {
        if (maps.device_type != DeviceType.CPU) return maps;
        using var scope = NewDisposeScope();
        var last = maps.permute(ToLast);
        return last.is_contiguous() ? maps : last.contiguous().permute(ToFirst).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a network on images; on the CPU, where it pays, in that order. The numbers are the same up to rounding.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <param name="network">What becomes of them.</param>
    public static Tensor Run(Tensor images, Func<Tensor, Tensor> network)
    {
        var ordered = Of(images);
        try
        {
            return network(ordered);
        }
        finally
        {
            if (!ReferenceEquals(ordered, images)) ordered.Dispose();
        }
    }

    /// <summary>Maps of float32 numbers on the CPU in that order, whose content is whatever the memory held.</summary>
    public static Tensor New(long images, long channels, long height, long width) =>
        empty_strided([images, channels, height, width], [height * width * channels, 1, width * channels, channels], float32, CPU);

    /// <summary>Maps in that order as <c>[N, H, W, C]</c>, in the same memory.</summary>
    public static Tensor AsRows(Tensor maps) => maps.permute(ToLast);
}
