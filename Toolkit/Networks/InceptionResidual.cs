using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// The residual block of Inception-ResNet (Szegedy et al. 2016): the branches' maps, brought back to the input's channels by a 1×1
/// convolution and scaled down, which keeps the training stable, are added to the input.
/// </summary>
internal sealed class InceptionResidual : nn.Module<Tensor, Tensor>, IResidualBlock
{
    private readonly Branch[] branches;
    private readonly nn.Module<Tensor, Tensor> conv2d;
    private readonly nn.Module<Tensor, Tensor> scaling;
    private readonly bool endsWithRelu;

    /// <param name="channels">Channels of input and output.</param>
    /// <param name="branched">Channels of all branches together.</param>
    /// <param name="scale">Factor on the branches, above 0 to 1.</param>
    /// <param name="branches">The branches.</param>
    /// <param name="endsWithRelu">Whether ReLU follows the addition.</param>
    public InceptionResidual(int channels, int branched, double scale, Branch[] branches, bool endsWithRelu = true)
        : base(nameof(InceptionResidual))
    {
        (this.branches, this.endsWithRelu) = (branches, endsWithRelu);
        foreach (var (name, layer) in branches.SelectMany(branch => branch.Layers)) register_module(name, layer);
        register_module("conv2d", conv2d = nn.Conv2d(branched, channels, 1L));
        register_module("scaling", scaling = new Scaling(scale));
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => scaling;

    public nn.Module<Tensor, Tensor>? Shortcut => null;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = scaling.call(conv2d.call(Branch.RunAll(branches, input))).add_(input);
        return (endsWithRelu ? sum.relu_() : sum).MoveToOuterDisposeScope();
    }

    private sealed class Scaling(double factor) : nn.Module<Tensor, Tensor>(nameof(Scaling))
    {
        public override Tensor forward(Tensor input) => input.mul(factor);
    }
}
