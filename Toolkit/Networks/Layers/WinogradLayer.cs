using Toolkit.Kernels;
using Toolkit.Kernels.Winograd;
using Toolkit.LibTorch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>Chooses <see cref="WinogradConvolution"/> for layers that it computes more quickly than libtorch, by their shape.</summary>
internal static class WinogradLayer
{
    private const int Kernel = 3, FewestChannels = 32, FewestTiles = 96, FewestSmallMaps = 32;

    /// <summary>A layer's output; null where libtorch computes it: on a GPU, in another precision, with other kernels, of few channels or pixels, with hooks.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static Tensor? TryRun(Conv2d layer, Tensor maps)
    {
        if (!WinogradConvolution.IsSupported || !Suits(layer) || !Suits(layer, maps) || ForwardHooks.Watch(layer)) return null;
        using var scope = NewDisposeScope();
        var result = WinogradConvolution.Run(ChannelsLastFormat.Of(maps), layer.weight!.contiguous());
        if (layer.bias is { } bias) result = Arithmetic.Add(result, bias.reshape(1, -1, 1, 1));
        return result.MoveToOuterDisposeScope();
    }

    private static bool Suits(Conv2d layer) =>
        layer.groups == 1 && AreMany(layer.in_channels) && AreMany(layer.out_channels)
        && AreAll(layer.kernel_size, Kernel) && AreAll(layer.stride, 1) && AreAll(layer.dilation, 1)
        && layer.PadsWithZeros() && layer.padding is { } padding && AreAll(padding, 1);

    private static bool Suits(Conv2d layer, Tensor maps)
    {
        if (maps.device_type != DeviceType.CPU || maps.dtype != ScalarType.Float32 || maps.ndim != 4) return false;
        if (maps.shape[1] != layer.in_channels || layer.weight!.dtype != ScalarType.Float32) return false;
        var (images, height, width) = (maps.shape[0], maps.shape[2], maps.shape[3]);
        if (!TensorMemory.Holds(images * height * width * Math.Max(layer.in_channels, layer.out_channels))) return false;
        if (height * width == 1) return false; // a product of matrices
        if (height <= TwoPixelLine.Outputs && width <= TwoPixelLine.Outputs) return images >= FewestSmallMaps;
        // Tiles round somewhat more than a plain sum, and a network of a hundred layers enlarges that: logits that nobody learns from are libtorch's.
        return is_grad_enabled() && images * ((height + 1) / 2) * ((width + 1) / 2) >= FewestTiles;
    }

    private static bool AreMany(long channels) => channels >= FewestChannels && channels % MatrixTiles.Columns == 0;

    private static bool AreAll(long[] sizes, long size) => sizes.All(each => each == size);
}
