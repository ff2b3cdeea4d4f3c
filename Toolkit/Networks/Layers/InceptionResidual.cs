using Toolkit.Networks.Tracing;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The residual block of Inception-ResNet (Szegedy et al. 2016): the branches' maps, brought back to the input's channels by a 1×1
/// convolution and scaled down, which keeps training stable, are added to the input.
/// </summary>
internal sealed class InceptionResidual : TracedModule, IResidualBlock
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
        register_module("conv2d", conv2d = Layer.Conv2d(branched, channels, 1));
        register_module("scaling", scaling = new Scaling(scale));
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => scaling;

    public nn.Module<Tensor, Tensor>? Shortcut => null;

    public override TracedTensor Run(TracedTensor input)
    {
        var sum = Branch.RunAll(branches, input).Through(conv2d).Through(scaling).AddInPlace(input);
        return endsWithRelu ? sum.Relu() : sum;
    }

    private sealed class Scaling(double factor) : TracedModule(nameof(Scaling))
    {
        public override TracedTensor Run(TracedTensor input) => input.Mul(factor);
    }
}
