using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Squeeze and excitation (Hu et al. 2017): two 1×1 convolutions over the channels' averages find a factor between 0 and 1 for
/// each channel of each image.
/// </summary>
internal sealed class SqueezeExcitation : TracedModule
{
    private readonly nn.Module<Tensor, Tensor> fc1, fc2;
    private readonly Func<TracedTensor, TracedTensor> activation, gate;

    /// <param name="channels">Channels of input and output.</param>
    /// <param name="squeezed">Channels between the two convolutions.</param>
    /// <param name="activation">Follows the first convolution.</param>
    /// <param name="gate">Follows the second: the logistic function, or its piecewise linear form.</param>
    public SqueezeExcitation(int channels, int squeezed, Func<TracedTensor, TracedTensor> activation, Func<TracedTensor, TracedTensor> gate)
        : base(nameof(SqueezeExcitation))
    {
        (this.activation, this.gate) = (activation, gate);
        register_module("fc1", fc1 = Layer.Conv2d(channels, squeezed, 1));
        register_module("fc2", fc2 = Layer.Conv2d(squeezed, channels, 1));
    }

    public override TracedTensor Run(TracedTensor input)
    {
        var averages = input.Mean([2, 3], keepDimensions: true);
        var factors = gate(activation(averages.Through(fc1)).Through(fc2));
        return factors.Mul(input);
    }
}
