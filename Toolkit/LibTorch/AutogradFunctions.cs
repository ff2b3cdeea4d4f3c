using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>What functions of our own in autograd's graph need.</summary>
internal static class AutogradFunctions
{
    [ThreadStatic]
    private static List<Tensor>? returned;

    [ThreadStatic]
    private static Exception? failure;

    /// <summary>Keeps what a backward pass needs of the arguments.</summary>
    public static void Begin(autograd.AutogradContext context, List<Tensor> needed)
    {
        context.set_materialize_grads(false);
        context.save_for_backward(needed);
    }

    /// <summary>
    /// What a backward pass returns. An exception that left it would end the process, since libtorch has called it: the gradients are missing then, and
    /// <see cref="ThrowIfFailed"/> throws it.
    /// </summary>
    /// <param name="count">How many arguments the function has.</param>
    /// <param name="gradient">Of the output; missing behind a function that failed, since <see cref="Begin"/> lets no zeros stand for it.</param>
    /// <param name="gradients">Computes one for each argument; null for those that need none.</param>
    public static List<Tensor> Guarded(int count, Tensor? gradient, Func<List<Tensor?>> gradients)
    {
        try
        {
            return Kept(gradient is null || gradient.IsInvalid ? [.. new Tensor?[count]] : gradients());
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
