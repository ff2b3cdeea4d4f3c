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

    /// <summary>The same maps in that order; themselves where they are in it, where each is one pixel, or on a GPU.</summary>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static Tensor Of(Tensor maps)
    {
        if (maps.device_type != DeviceType.CPU) return maps;
        using var scope = NewDisposeScope();
        var last = maps.permute(ToLast);
        if (!last.is_contiguous()) return last.contiguous().permute(ToFirst).MoveToOuterDisposeScope();
        // A single channel is in both orders, of which libtorch would take the other.
        return maps.shape is [_, 1, var height, var width] && maps.stride(1) != 1
            ? maps.as_strided(maps.shape, Strides(1, height, width)).MoveToOuterDisposeScope()
            : maps;
    }

    /// <summary>
    /// The same where all layers take that order. Where oneDNN is known to compute some convolutions wrongly (<see cref="OneDnn.IsSuspect"/>), which of them may be run
    /// in it has to be found out layer by layer (<see cref="ConvolutionOrder"/>), and maps are one behind the other.
    /// </summary>
    public static Tensor OfAll(Tensor maps) => OneDnn.IsSuspect ? ToContiguous(maps) : Of(maps);

    /// <summary>
    /// The same maps one behind the other. Those of one pixel are contiguous in both orders: <c>contiguous()</c> would keep strides that libtorch reads as channels last.
    /// </summary>
    public static Tensor ToContiguous(Tensor maps)
    {
        if (maps.shape is not [_, _, 1, 1]) return maps.contiguous();
        using var rows = maps.flatten(1);
        using var pixels = rows.unsqueeze(2);
        return pixels.unsqueeze(3);
    }

    /// <summary>Maps of float32 numbers on the CPU in that order, whose content is whatever the memory held.</summary>
    public static Tensor New(long images, long channels, long height, long width) =>
        empty_strided([images, channels, height, width], Strides(channels, height, width), float32, CPU);

    /// <summary>Maps in that order as <c>[N, H, W, C]</c>, in the same memory.</summary>
    public static Tensor AsRows(Tensor maps) => maps.permute(ToLast);

    private static long[] Strides(long channels, long height, long width) => [height * width * channels, 1, width * channels, channels];
}
