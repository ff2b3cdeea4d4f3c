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
    /// <summary>Below these, transforms take longer than multiplications are saved.</summary>
    private const int FewestChannels = 32, FewestTiles = 96, FewestSmallMaps = 32;

    /// <summary>Multiplications of a tile that are not worth its transforms: of odd, small maps, most of a tile is padding.</summary>
    private const double MostMultiplications = 0.65;

    /// <summary>
    /// A layer's output; null where libtorch computes it: on processors where oneDNN is quicker, on a GPU, in another precision, with other kernels, of few
    /// channels or pixels, with hooks, and where nothing learns.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="maps"><c>[N, C, H, W]</c>.</param>
    public static Tensor? TryRun(Conv2d layer, Tensor maps)
    {
        if (!WinogradConvolution.IsSupported || !Suits(layer, maps) || ForwardHooks.Watch(layer)) return null;
        using var scope = NewDisposeScope();
        var result = WinogradConvolution.Run(ChannelsLastFormat.Of(maps), layer.weight!.contiguous());
        if (layer.bias is { } bias) result = Arithmetic.AddInPlace(result, bias.reshape(1, -1, 1, 1));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Whether a layer's sizes are such that it gains, where the processor is one that does.</summary>
    internal static bool Suits(Conv2d layer, Tensor maps) =>
        HasPlainSteps(layer) && AreFloat32(maps, layer.weight!)
        && maps.shape is [var images, var channels, var height, var width] && layer.weight!.shape is [var outputs, var inputs, 3, 3]
        && inputs == channels && AreMany(inputs) && AreMany(outputs)
        && TensorMemory.Holds(images * height * width * Math.Max(inputs, outputs)) && TensorMemory.Holds(layer.weight!.numel())
        && Learns(maps, layer.weight!) && Saves(images, height, width);

    private static bool HasPlainSteps(Conv2d layer) =>
        layer.groups == 1 && layer.PadsWithZeros() && layer.padding is { } padding
        && AreOnes(padding) && AreOnes(layer.stride) && AreOnes(layer.dilation);

    private static bool AreFloat32(Tensor maps, Tensor weight) =>
        maps.device_type == DeviceType.CPU && weight.device_type == DeviceType.CPU
        && maps.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32;

    /// <summary>
    /// Tiles round somewhat more than a plain sum, and a network of a hundred layers enlarges that: logits that nobody learns from are libtorch's.
    /// </summary>
    private static bool Learns(Tensor maps, Tensor weight) => is_grad_enabled() && (maps.requires_grad || weight.requires_grad);

    private static bool Saves(long images, long height, long width)
    {
        if (WinogradConvolution.AreSmall(height, width)) return images >= FewestSmallMaps;
        var tiles = ((height + 1) / 2) * ((width + 1) / 2);
        return images * tiles >= FewestTiles && 16 * tiles <= MostMultiplications * 9 * height * width;
    }

    private static bool AreMany(long channels) => channels >= FewestChannels && channels % MatrixTiles.Columns == 0;

    private static bool AreOnes(long[] sizes) => sizes.All(size => size == 1);
}
