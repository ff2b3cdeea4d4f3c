using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// SqueezeNet's building block (Iandola et al. 2016): a 1×1 convolution squeezes the channels, then a 1×1 and a 3×3 convolution
/// expand them side by side. Each of the three is followed by ReLU.
/// </summary>
internal sealed class FireModule : TracedModule
{
    private readonly nn.Module<Tensor, Tensor> squeeze;
    private readonly nn.Module<Tensor, Tensor> expand1x1;
    private readonly nn.Module<Tensor, Tensor> expand3x3;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="squeezed">Channels between squeezing and expanding.</param>
    /// <param name="expanded">Channels of each of the two expanding convolutions: half the channels of the output.</param>
    public FireModule(int inputs, int squeezed, int expanded) : base(nameof(FireModule))
    {
        register_module("squeeze", squeeze = Layer.Conv2d(inputs, squeezed, 1));
        register_module("expand1x1", expand1x1 = Layer.Conv2d(squeezed, expanded, 1));
        register_module("expand3x3", expand3x3 = Layer.Conv2d(squeezed, expanded, 3, padding: 1));
    }

    public override TracedTensor Run(TracedTensor input)
    {
        var squeezed = input.Through(squeeze).Relu();
        return squeezed.Through(expand1x1).Relu().Cat(squeezed.Through(expand3x3).Relu());
    }
}
