using Toolkit.Inspection;
using Toolkit.LibTorch;
using Toolkit.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Onnx;

/// <summary>Weights of a network that nobody trained, with which no layer goes unnoticed.</summary>
internal static class EveryLayerMatters
{
    /// <summary>
    /// Scales and shifts that are not 1 and 0, and weights and statistics that fit the photographs, so that a signal comes through to the
    /// end and no layer can be left out or misread unnoticed.
    /// </summary>
    public static void In(Network network, OnnxPhotos photos)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var hooks = new LayerHooks();
        manual_seed(2);
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dim() == 1) parameter.mul_(rand_like(parameter).mul_(0.4).add_(0.8)).add_(randn_like(parameter).mul_(0.1));
            else if (name == $"{network.LastLayerName}.weight") parameter.add_(randn_like(parameter).mul_(0.05));
        }
        foreach (var layer in network.modules().OfType<nn.Module<Tensor, Tensor>>()) hooks.Before(layer, input => Fit(layer, input));
        network.eval();
        network.call(photos.ToTensor());
    }

    /// <summary>Lets a convolution or linear layer keep the strength of the signal; gives batch normalisation its statistics.</summary>
    private static void Fit(nn.Module<Tensor, Tensor> layer, Tensor input)
    {
        long[] allButChannels = input.dim() == 4 ? [0, 2, 3] : [0];
        // forward would pass by the correction for oneDNN, whose result can be anything, as it is a forward hook.
        if (layer is Conv2d convolution) convolution.weight!.div_(convolution.Convolve(input, convolution.weight, convolution.bias).std());
        if (layer is Linear linear) linear.weight!.div_(linear.forward(input).std());
        if (layer is not (BatchNorm1d or BatchNorm2d)) return;
        // A tenth of the mean: all of it would magnify small differences, such as rounding's, from layer to layer.
        var mean = input.mean(allButChannels, keepdim: true);
        layer.get_buffer("running_mean")!.copy_(mean.flatten().mul(0.1));
        layer.get_buffer("running_var")!.copy_((input - mean).pow(2).mean(allButChannels).add(1));
    }
}
