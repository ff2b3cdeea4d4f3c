using TorchSharp;
using static TorchSharp.torch;

#pragma warning disable RS0030 // What is banned elsewhere (eng/BannedSymbols.txt) is done here, and safely.

namespace Toolkit.LibTorch;

/// <summary>
/// Every operator of ours that hands a number to libtorch. TorchSharp turns the number into an object and passes only its handle, so a
/// garbage collection on another thread frees the number while libtorch reads it: an exception, or a wrong result. That goes for
/// numbers which TorchSharp adds by itself, too, such as the factor 1 of <c>a.add(b)</c> and <c>a + b</c>. Here each number is kept until
/// the operator returns. Tensors have any shapes that libtorch broadcasts to one another; an operator in place keeps the shape of its first, and
/// needs one that holds the result. libtorch's errors come through as <see cref="System.Runtime.InteropServices.ExternalException"/>.
/// </summary>
/// <remarks>
/// Operators without such a number are called as they are: <c>a.mul(b)</c>, <c>a.sub(b)</c>, <c>a.div(b)</c>, <c>sqrt</c>, the functions
/// of <c>nn.init</c>, dropout, normalisation, losses.
/// </remarks>
public static class Arithmetic
{
    private static readonly Scalar One = 1;

    /// <summary><c>left + right</c>.</summary>
    public static Tensor Add(Tensor left, Tensor right) => left.add(right, One);

    /// <summary><c>left + factor · right</c>.</summary>
    public static Tensor Add(Tensor left, Tensor right, double factor)
    {
        using Scalar kept = factor;
        return left.add(right, kept);
    }

    /// <summary><c>tensor + number</c>.</summary>
    public static Tensor Add(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.add(kept, One);
    }

    /// <summary>Adds <paramref name="right"/> to <paramref name="left"/>, which it returns.</summary>
    public static Tensor AddInPlace(Tensor left, Tensor right) => left.add_(right, One);

    /// <summary>Adds <c>factor · right</c> to <paramref name="left"/>, which it returns.</summary>
    public static Tensor AddInPlace(Tensor left, Tensor right, double factor)
    {
        using Scalar kept = factor;
        return left.add_(right, kept);
    }

    /// <summary>Adds a number to all elements of <paramref name="tensor"/>, which it returns.</summary>
    public static Tensor AddInPlace(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.add_(kept, One);
    }

    /// <summary>Adds 1 to all elements of a tensor of integers, which it returns.</summary>
    public static Tensor Increment(Tensor tensor) => tensor.add_(One, One);

    /// <summary><c>tensor · number</c>.</summary>
    public static Tensor Multiply(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.mul(kept);
    }

    /// <summary>Multiplies all elements of <paramref name="tensor"/>, which it returns.</summary>
    public static Tensor MultiplyInPlace(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.mul_(kept);
    }

    /// <summary><c>tensor</c> to the power of a number.</summary>
    public static Tensor Power(Tensor tensor, double exponent)
    {
        using Scalar kept = exponent;
        return tensor.pow(kept);
    }

    /// <summary>Divides all elements of <paramref name="tensor"/>, which it returns.</summary>
    public static Tensor DivideInPlace(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.div_(kept);
    }

    /// <summary>Adds <c>factor · left · right</c> to <paramref name="target"/>, which it returns.</summary>
    public static Tensor AddProductInPlace(Tensor target, Tensor left, Tensor right, double factor)
    {
        using Scalar kept = factor;
        return target.addcmul_(left, right, kept);
    }

    /// <summary>Adds <c>factor · left / right</c> to <paramref name="target"/>, which it returns.</summary>
    public static Tensor AddQuotientInPlace(Tensor target, Tensor left, Tensor right, double factor)
    {
        using Scalar kept = factor;
        return target.addcdiv_(left, right, kept);
    }

    /// <summary>Brings all elements of <paramref name="tensor"/>, which it returns, between two bounds.</summary>
    public static Tensor ClampInPlace(Tensor tensor, double lowest, double highest)
    {
        using Scalar low = lowest, high = highest;
        return tensor.clamp_(low, high);
    }

    /// <summary>Sets all elements of <paramref name="tensor"/>, which it returns.</summary>
    public static Tensor Fill(Tensor tensor, double number)
    {
        using Scalar kept = number;
        return tensor.fill_(kept);
    }
}
