using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// Squeeze and excitation (Hu et al. 2017): two 1×1 convolutions over the channels' averages find a factor between 0 and 1 for
/// each channel of each image.
/// </summary>
internal sealed class SqueezeExcitation : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> fc1, fc2;
    private readonly Func<Tensor, Tensor> activation, gate;

    /// <param name="channels">Channels of input and output.</param>
    /// <param name="squeezed">Channels between the two convolutions.</param>
    /// <param name="activation">Follows the first convolution.</param>
    /// <param name="gate">Follows the second: the logistic function, or its piecewise linear form.</param>
    public SqueezeExcitation(int channels, int squeezed, Func<Tensor, Tensor> activation, Func<Tensor, Tensor> gate)
        : base(nameof(SqueezeExcitation))
    {
        (this.activation, this.gate) = (activation, gate);
        register_module("fc1", fc1 = nn.Conv2d(channels, squeezed, 1L));
        register_module("fc2", fc2 = nn.Conv2d(squeezed, channels, 1L));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var averages = input.mean([2, 3], keepdim: true);
        var factors = gate(fc2.call(activation(fc1.call(averages))));
        return factors.mul(input).MoveToOuterDisposeScope();
    }
}
