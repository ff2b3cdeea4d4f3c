using Toolkit.Kernels;
using Toolkit.Kernels.Convolution;
using Toolkit.LibTorch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>Chooses <see cref="TiledConvolution"/> for layers that it computes, by their shape.</summary>
internal static class TiledLayer
{
    private const int Kernel = 3, ChannelBlock = PanelProduct.Columns, FewestImages = 32, FewestTiles = 128;

    /// <summary>Weights of a layer whose transformed matrices are too large for the cache, and cost more to read than multiplications are saved.</summary>
    private const long TooManyWeights = 1 << 17;

    /// <summary>A layer's output; null where libtorch computes it: on a GPU, in another precision, with other kernels, of few pixels, with hooks.</summary>
    public static Tensor? TryRun(Conv2d layer, Tensor images)
    {
        if (!TiledConvolution.IsSupported || !Suits(layer) || !Suits(layer, images) || ForwardHooks.Watch(layer)) return null;
        using var scope = NewDisposeScope();
        var result = TiledConvolution.Run(images.contiguous(), layer.weight!.contiguous());
        if (layer.bias is { } bias) result = Arithmetic.Add(result, bias.reshape(1, -1, 1, 1));
        return result.MoveToOuterDisposeScope();
    }

    private static bool Suits(Conv2d layer) =>
        layer.groups == 1 && layer.in_channels % ChannelBlock == 0 && layer.out_channels % ChannelBlock == 0
        && AreAll(layer.kernel_size, Kernel) && AreAll(layer.stride, 1) && AreAll(layer.dilation, 1)
        && layer.PadsWithZeros() && layer.padding is { } padding && AreAll(padding, 1);

    private static bool Suits(Conv2d layer, Tensor images)
    {
        if (images.device_type != DeviceType.CPU || images.dtype != ScalarType.Float32 || images.ndim != 4) return false;
        if (images.shape[1] != layer.in_channels || layer.weight!.dtype != ScalarType.Float32) return false;
        var (height, width) = (images.shape[2], images.shape[3]);
        if (!TensorMemory.Holds(images.shape[0] * height * width * Math.Max(layer.in_channels, layer.out_channels))) return false;
        if (height <= 2 && width <= 2) return images.shape[0] >= FewestImages;
        // Tiles round somewhat more than a plain sum, and a network of a hundred layers enlarges that: logits that nobody learns from are libtorch's.
        var tiles = images.shape[0] * ((height + 1) / 2) * ((width + 1) / 2);
        return is_grad_enabled() && tiles >= FewestTiles && layer.in_channels * layer.out_channels < TooManyWeights;
    }

    private static bool AreAll(long[] sizes, long size) => sizes.All(each => each == size);
}
