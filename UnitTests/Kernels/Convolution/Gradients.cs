using static TorchSharp.torch;

namespace Toolkit.UnitTests.Kernels.Convolution;

/// <summary>A function's output and its gradients, in one precision or the other.</summary>
internal static class Gradients
{
    /// <summary>The output, and the gradients of those inputs that ask for them.</summary>
    /// <param name="function">Of the inputs.</param>
    /// <param name="inputs">Are copied.</param>
    /// <param name="gradient">Of the output.</param>
    /// <param name="type">The precision.</param>
    public static double[][] Of(Func<Tensor[], Tensor> function, Tensor[] inputs, Tensor gradient, ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor[] copies = [.. inputs.Select(input => input.detach().to(type).clone().requires_grad_(input.requires_grad))];
        var output = function(copies);
        output.backward([gradient.to(type)]);
        return [Numbers(output), .. copies.Where(copy => copy.requires_grad).Select(copy => Numbers(copy.grad!))];
    }

    /// <summary>Small integers, whose sums of products are exact in single precision.</summary>
    public static Tensor Integers(int largest, params long[] shape) => randint(-largest, largest + 1, shape).to(float32);

    public static double[] Numbers(Tensor tensor) => [.. tensor.detach().to(float64).contiguous().data<double>()];

    /// <summary>Runs an action once on one thread and once on two.</summary>
    public static (T One, T Two) OnOneAndTwoThreads<T>(Func<T> action)
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = action();
            set_num_threads(2);
            return (one, action());
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
