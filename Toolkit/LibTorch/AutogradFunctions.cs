using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>What functions of our own in autograd's graph need.</summary>
internal static class AutogradFunctions
{
    [ThreadStatic]
    private static List<Tensor>? returned;

    [ThreadStatic]
    private static Exception? failure;

    /// <summary>
    /// What a backward pass returns. An exception that left it would end the process, since libtorch has called it: the gradients are missing then, and
    /// <see cref="ThrowIfFailed"/> throws it.
    /// </summary>
    /// <param name="count">How many arguments the function has.</param>
    /// <param name="gradients">Computes one for each; null for those that need none.</param>
    public static List<Tensor> Guarded(int count, Func<List<Tensor?>> gradients)
    {
        try
        {
            return Kept(gradients());
        }
        catch (Exception error)
        {
            failure ??= error;
            return Kept([.. new Tensor?[count]]);
        }
    }

    /// <summary>To be called behind <c>backward</c>, on the same thread.</summary>
    public static void ThrowIfFailed()
    {
        if (failure is not { } error) return;
        failure = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Gradients that autograd can follow, by libtorch's own operators; null for inputs that need none.</summary>
    /// <param name="output">What was computed of the inputs.</param>
    /// <param name="gradient">That of the output.</param>
    /// <param name="inputs">The function's arguments that are tensors.</param>
    public static List<Tensor?> Differentiable(Tensor output, Tensor gradient, params IReadOnlyList<Tensor> inputs)
    {
        var learning = inputs.Where(input => input.requires_grad).ToList();
        var gradients = autograd.grad([output], learning, [gradient], retain_graph: true, create_graph: true);
        return [.. inputs.Select(input => input.requires_grad ? gradients[learning.IndexOf(input)] : null)];
    }

    /// <summary>
    /// The gradients that a backward pass returns. TorchSharp hands on nothing but their handles, so that a garbage collection could free them before libtorch
    /// has looked: they are referred to until the next function returns some, and are freed then, since libtorch has references of its own.
    /// </summary>
    private static List<Tensor> Kept(List<Tensor?> gradients)
    {
        returned?.ForEach(gradient => gradient?.Dispose());
        return returned = gradients!;
    }
}
