using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>Calls a convolution with other weights than its own.</summary>
internal static class ConvolutionCall
{
    /// <summary>Whether <see cref="Convolve"/> does what the layer does; one that mirrors or repeats its input at the border is called itself.</summary>
    public static bool PadsWithZeros(this Conv2d layer) => layer.padding_mode == PaddingModes.Zeros;

    /// <summary>The convolution that a layer which pads with zeros makes of other weights, with its stride, padding, dilation and groups.</summary>
    public static Tensor Convolve(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias) => layer.padding_type is { } padding
        ? nn.functional.conv2d_padding(input, weight, bias, layer.stride, padding, layer.dilation, layer.groups)
        : nn.functional.conv2d(input, weight, bias, layer.stride, layer.padding, layer.dilation, layer.groups);
}
