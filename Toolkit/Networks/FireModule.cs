using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// SqueezeNet's building block (Iandola et al. 2016): a 1×1 convolution squeezes the channels, then a 1×1 and a 3×3 convolution
/// expand them side by side. Each of the three is followed by ReLU.
/// </summary>
internal sealed class FireModule : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> squeeze;
    private readonly nn.Module<Tensor, Tensor> expand1x1;
    private readonly nn.Module<Tensor, Tensor> expand3x3;

    /// <param name="inputs">Channels of the input.</param>
    /// <param name="squeezed">Channels between squeezing and expanding.</param>
    /// <param name="expanded">Channels of each of the two expanding convolutions: half the channels of the output.</param>
    public FireModule(int inputs, int squeezed, int expanded) : base(nameof(FireModule))
    {
        register_module("squeeze", squeeze = nn.Conv2d(inputs, squeezed, 1L));
        register_module("expand1x1", expand1x1 = nn.Conv2d(squeezed, expanded, 1L));
        register_module("expand3x3", expand3x3 = nn.Conv2d(squeezed, expanded, 3L, 1L, 1L));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var squeezed = squeeze.call(input).relu_();
        Tensor[] expanded = [expand1x1.call(squeezed).relu_(), expand3x3.call(squeezed).relu_()];
        return cat(expanded, 1).MoveToOuterDisposeScope();
    }
}
