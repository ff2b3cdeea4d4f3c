using Toolkit.Networks.Tracing;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Toolkit.Networks.Layers;

/// <summary>
/// The block of MobileNet V2 and V3 and of EfficientNet (Sandler et al. 2018): a branch that widens the channels, convolves them
/// depthwise and narrows them again; added to its input where the shapes are equal.
/// </summary>
internal sealed class InvertedResidual : TracedModule, IResidualBlock
{
    // A list, because TorchSharp would register a field that holds a module under the field's own name.
    private readonly IReadOnlyList<LayerStack> branch;

    [ComponentName(Name = "stochastic_depth")]
    private readonly StochasticDepth? stochasticDepth;

    private readonly bool addsInput;

    /// <param name="branchName">The branch's name in a state dict: <c>conv</c> or <c>block</c>.</param>
    /// <param name="layers">The branch.</param>
    /// <param name="addsInput">Whether the input is added.</param>
    /// <param name="dropProbability">Probability of stochastic depth; 0 for none.</param>
    public InvertedResidual(string branchName, LayerStack layers, bool addsInput, double dropProbability = 0)
        : base(nameof(InvertedResidual))
    {
        (branch, this.addsInput) = ([layers], addsInput);
        register_module(branchName, layers);
        if (!addsInput || dropProbability == 0) return;
        stochasticDepth = new StochasticDepth(dropProbability);
        register_module("stochastic_depth", stochasticDepth);
    }

    public nn.Module<Tensor, Tensor>? BranchEnd => addsInput ? branch[0] : null;

    public nn.Module<Tensor, Tensor>? Shortcut => null;

    public override TracedTensor Run(TracedTensor input)
    {
        var output = input.Through(branch[0]);
        if (!addsInput) return output;
        if (stochasticDepth is not null) output = output.Through(stochasticDepth);
        return output.AddInPlace(input);
    }
}
