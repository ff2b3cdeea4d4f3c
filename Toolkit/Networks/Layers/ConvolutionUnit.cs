using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>Builds torchvision's Conv2dNormActivation: a convolution without bias, batch normalisation and an activation.</summary>
/// <param name="Epsilon">Added to the variance by batch normalisation.</param>
/// <param name="Momentum">Share of the newest batch in the running statistics.</param>
internal sealed record ConvolutionUnit(double Epsilon = 1e-5, double Momentum = 0.1)
{
    /// <summary>
    /// The layers 0 (convolution), 1 (batch normalisation) and, if any, 2 (activation). Height and width stay at stride 1.
    /// </summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Height and width of the kernels, odd.</param>
    /// <param name="activation">Makes the activation; null for none.</param>
    /// <param name="stride">1, or 2 to halve height and width.</param>
    /// <param name="groups">Equal to the channels for a depthwise convolution.</param>
    public LayerStack Build(
        int inputs, int outputs, int kernel, Func<nn.Module<Tensor, Tensor>>? activation, int stride = 1, int groups = 1)
    {
        var convolution = Layer.Conv2d(inputs, outputs, kernel, stride, padding: (kernel - 1) / 2, groups: groups, bias: false);
        var normalization = nn.BatchNorm2d(outputs, eps: Epsilon, momentum: Momentum);
        return activation is null ? new LayerStack(convolution, normalization) : new LayerStack(convolution, normalization, activation());
    }

    /// <summary>A depthwise convolution: each channel has a kernel of its own.</summary>
    public LayerStack Depthwise(int channels, int kernel, Func<nn.Module<Tensor, Tensor>> activation, int stride) =>
        Build(channels, channels, kernel, activation, stride, channels);
}
