using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>Initial weights that families share; biases, where a layer has one, start from zero.</summary>
internal static class InitialWeights
{
    /// <summary>He et al.'s (2015) for convolutions: a normal distribution scaled by the outputs (fan_out).</summary>
    public static void KaimingNormal(Conv2d convolution)
    {
        nn.init.kaiming_normal_(convolution.weight!, 0, nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU);
        if (convolution.bias is { } bias) nn.init.zeros_(bias);
    }

    /// <summary>What VGG and the MobileNets start from: <see cref="KaimingNormal"/>, and a deviation of 0.01 for linear layers.</summary>
    public static void KaimingAndNormal(nn.Module layer)
    {
        if (layer is Conv2d convolution) KaimingNormal(convolution);
        else if (layer is Linear linear) Normal(linear, 0.01);
    }

    /// <summary>A normal distribution around zero.</summary>
    public static void Normal(Linear linear, double deviation)
    {
        nn.init.normal_(linear.weight!, 0, deviation);
        if (linear.bias is { } bias) nn.init.zeros_(bias);
    }
}
