using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>What functions of our own in autograd's graph need.</summary>
internal static class AutogradFunctions
{
    [ThreadStatic]
    private static List<Tensor>? returned;

    /// <summary>
    /// The gradients that a backward pass returns. TorchSharp hands on nothing but their handles, so that a garbage collection could free them before libtorch
    /// has looked: they are referred to until the next function returns some, and are freed then, since libtorch has references of its own.
    /// </summary>
    public static List<Tensor> Kept(params List<Tensor?> gradients)
    {
        returned?.ForEach(gradient => gradient?.Dispose());
        return returned = gradients!;
    }
}
