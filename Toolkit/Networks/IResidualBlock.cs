using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// A block that adds what its branch makes of the input, F(x), to the input x or to a projection of it (He et al. 2015).
/// <see cref="Inspection.ResidualProbe"/> measures the two.
/// </summary>
public interface IResidualBlock
{
    /// <summary>The last layer of the branch: its output is F(x). Null for a block that adds nothing after all.</summary>
    nn.Module<Tensor, Tensor>? BranchEnd { get; }

    /// <summary>The projection of the input; null where the input itself is added.</summary>
    nn.Module<Tensor, Tensor>? Shortcut { get; }
}
