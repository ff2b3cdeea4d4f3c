using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// Stochastic depth (Huang et al. 2016) image by image: while training, the residual branch of each image of a batch is dropped with a given
/// probability, and the branches that remain are scaled so that the mean stays.
/// </summary>
internal sealed class StochasticDepth : nn.Module<Tensor, Tensor>
{
    private readonly double survival;

    /// <param name="probability">Probability of dropping the branch, 0 to below 1.</param>
    public StochasticDepth(double probability) : base(nameof(StochasticDepth)) => survival = 1 - probability;

    /// <summary>Returns the branch itself in evaluation mode.</summary>
    public override Tensor forward(Tensor branch)
    {
        if (!training || survival == 1) return branch;
        using var kept = empty([branch.shape[0], 1, 1, 1], branch.dtype, branch.device).bernoulli_(survival);
        return branch.mul(Arithmetic.DivideInPlace(kept, survival));
    }
}
