using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Toolkit.LibTorch;

/// <summary>What functions of our own in autograd's graph need.</summary>
internal static class AutogradFunctions
{
    /// <summary>
    /// The gradients that a backward pass returns. TorchSharp hands on nothing but their handles, so a garbage collection could free them on the way: here
    /// they are referred to as long as libtorch knows of the function.
    /// </summary>
    public static List<Tensor> Kept(this AutogradContext context, List<Tensor> gradients)
    {
        context.save_data(nameof(gradients), gradients);
        return gradients;
    }
}
