using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>Calls a convolution with other weights than its own, or in a way that oneDNN computes rightly.</summary>
internal static class ConvolutionCall
{
    private static readonly ConditionalWeakTable<Conv2d, object> CorrectedLayers = [];

    /// <summary>Whether <see cref="Convolve"/> does what the layer does; one that mirrors or repeats its input at the border is called itself.</summary>
    public static bool PadsWithZeros(this Conv2d layer) => layer.padding_mode == PaddingModes.Zeros;

    /// <summary>The convolution that a layer which pads with zeros makes of other weights, with its stride, padding, dilation and groups.</summary>
    public static Tensor Convolve(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias) =>
        OneDnn.MayBeWrong(layer) && input.device_type == DeviceType.CPU
            ? layer.ConvolveFilledUp(input, weight, bias)
            : layer.ConvolveAsItIs(input, weight, bias, layer.groups);

    /// <summary>Corrects all convolutions of a module that <see cref="Layer"/> did not make.</summary>
    public static void CorrectConvolutions(this nn.Module module)
    {
        foreach (var layer in module.modules().OfType<Conv2d>()) layer.Corrected();
    }

    /// <summary>Where oneDNN would compute it wrongly, has the layer's result replaced by the right one, whoever calls it.</summary>
    /// <returns>The layer.</returns>
    public static Conv2d Corrected(this Conv2d layer)
    {
        if (layer.PadsWithZeros() && OneDnn.MayBeWrong(layer) && CorrectedLayers.TryAdd(layer, layer.kernel_size))
        {
            layer.register_forward_hook((_, input, wrong) =>
            {
                wrong.Dispose();
                return layer.Convolve(input, layer.weight!, layer.bias);
            });
        }
        return layer;
    }

    /// <summary>Each group on its own, with channels of zeros where <see cref="OneDnn.Missing"/> says so. Its gradients are right, too.</summary>
    private static Tensor ConvolveFilledUp(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var groups = (int)layer.groups;
        var (inputs, weights, biases) = (input.chunk(groups, 1), weight.chunk(groups), bias?.chunk(groups));
        var (missingInputs, missingOutputs) = OneDnn.Missing(weight.shape[1], weight.shape[0] / groups);
        var outputs = Enumerable.Range(0, groups).Select(group => layer.ConvolveAsItIs(
            Fill(inputs[group], inputs: missingInputs),
            Fill(weights[group], missingOutputs, missingInputs),
            biases is null ? null : nn.functional.pad(biases[group], [0, missingOutputs]),
            groups: 1).narrow(1, 0, weights[group].shape[0]));
        return cat([.. outputs], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Fill(Tensor tensor, long outputs = 0, long inputs = 0) => nn.functional.pad(tensor, [0, 0, 0, 0, 0, inputs, 0, outputs]);

    private static Tensor ConvolveAsItIs(this Conv2d layer, Tensor input, Tensor weight, Tensor? bias, long groups) => layer.padding_type is { } padding
        ? nn.functional.conv2d_padding(input, weight, bias, layer.stride, padding, layer.dilation, groups)
        : nn.functional.conv2d(input, weight, bias, layer.stride, layer.padding, layer.dilation, groups);
}
