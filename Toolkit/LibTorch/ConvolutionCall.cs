using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Calls a convolution with other weights than its own, or in a way that oneDNN computes rightly (<see cref="OneDnn"/>).</summary>
internal static class ConvolutionCall
{
    private const int Channels = 1;

    private static readonly ConditionalWeakTable<Conv2d, object> CorrectedLayers = [];

    /// <summary>Whether <see cref="Convolve"/> does what the layer does; one that mirrors or repeats its input at the border is called itself.</summary>
    public static bool PadsWithZeros(this Conv2d layer) => layer.padding_mode == PaddingModes.Zeros;

    /// <summary>The convolution that a layer which pads with zeros makes of other weights, with its stride, padding, dilation and groups.</summary>
    public static Tensor Convolve(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias)
    {
        if (!OneDnn.MayBeWrong(layer, input)) return layer.ConvolveAsItIs(input, weight, bias, layer.groups);
        if (input.dtype == float32) return layer.ConvolveFilledUp(input, weight, bias);
        using var scope = NewDisposeScope();
        var result = layer.Convolve(input.to(float32), weight.to(float32), bias?.to(float32));
        return result.to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Corrects the convolutions of a module, which must not run meanwhile, that were not made by the toolkit: called wherever a module
    /// of others enters. Does nothing the second time, and nothing where oneDNN is right.
    /// </summary>
    public static void CorrectConvolutions(this nn.Module network)
    {
        foreach (var layer in network.modules().OfType<Conv2d>()) layer.Corrected();
    }

    /// <summary>
    /// Where oneDNN may be wrong, has the layer's output computed again and replaced, before hooks that are registered later see it. Gradients
    /// go through the right one alone.
    /// </summary>
    /// <returns>The layer.</returns>
    public static Conv2d Corrected(this Conv2d layer)
    {
        if (!layer.PadsWithZeros() || !OneDnn.MayBeWrong(layer)) return layer;
        lock (CorrectedLayers)
        {
            if (CorrectedLayers.TryAdd(layer, new object()))
            {
                // The layer itself runs before its output is replaced, and with the channels last some divide by zero.
                layer.register_forward_pre_hook((_, input) =>
                    input.ndim == 4 && OneDnn.MayBeWrong(layer, input) ? ChannelsLastFormat.ToContiguous(input) : input);
                ForwardHooks.CountOwn(layer);
                layer.register_forward_hook((_, input, output) =>
                    OneDnn.MayBeWrong(layer, input) ? layer.Convolve(input, layer.weight!, layer.bias) : output);
                ForwardHooks.CountOwn(layer);
            }
        }
        return layer;
    }

    /// <summary>Each group on its own, with channels of zeros added as <see cref="OneDnn.ChannelsToAdd"/> says.</summary>
    internal static Tensor ConvolveFilledUp(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var groups = (int)layer.groups;
        var images = input.ndim == 4 ? input : input.unsqueeze(0);
        var (inputs, weights, biases) = (images.chunk(groups, Channels), weight.chunk(groups), bias?.chunk(groups));
        var outputs = Enumerable.Range(0, groups).Select(group => layer.ConvolveGroup(inputs[group], weights[group], biases?[group]));
        var result = groups == 1 ? outputs.Single() : cat([.. outputs], Channels);
        return (input.ndim == 4 ? result : result.squeeze(0)).MoveToOuterDisposeScope();
    }

    private static Tensor ConvolveGroup(this Conv2d layer, Tensor images, Tensor weight, Tensor? bias)
    {
        var (outputs, inputs) = OneDnn.ChannelsToAdd(weight.shape[1], weight.shape[0], isPointwise: weight.shape is [_, _, 1, 1]);
        var result = layer.ConvolveAsItIs(
            AddChannels(images, 0, inputs), AddChannels(weight, outputs, inputs), bias is null ? null : nn.functional.pad(bias, [0, outputs]), groups: 1);
        return outputs == 0 ? result : result.narrow(Channels, 0, weight.shape[0]).contiguous();
    }

    private static Tensor AddChannels(Tensor tensor, long first, long second) =>
        first == 0 && second == 0 ? tensor : nn.functional.pad(tensor, [0, 0, 0, 0, 0, second, 0, first]);

    private static Tensor ConvolveAsItIs(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias, long groups) => layer.padding_type is { } padding
        ? nn.functional.conv2d_padding(input, weight, bias, layer.stride, padding, layer.dilation, groups)
        : nn.functional.conv2d(input, weight, bias, layer.stride, layer.padding, layer.dilation, groups);
}
