using System.Runtime.Intrinsics;
using Toolkit.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Toolkit.Kernels.Convolution;

/// <summary>The passes of <see cref="TiledConvolution"/> over maps of one size.</summary>
internal interface ITiledConvolutionPass
{
    /// <summary>The convolution.</summary>
    /// <param name="maps"><c>[N, inputs, H, W]</c>, contiguous.</param>
    /// <param name="weight"><c>[outputs, inputs, 3, 3]</c>, contiguous.</param>
    /// <returns><c>[N, outputs, H, W]</c>.</returns>
    Tensor Forward(Tensor maps, Tensor weight);

    /// <summary>Its gradients.</summary>
    (Tensor? Maps, Tensor Weight) Backward(Tensor maps, Tensor weight, Tensor gradient, bool needsInput);
}

/// <summary>
/// A convolution of 3×3 kernels with stride and padding 1, of channels in multiples of 32, with a half to a quarter of the multiplications:
/// <see cref="TwoOutputLine"/>, and for maps of at most 2×2 pixels, of whose products most would be with zeros, <see cref="TwoPixelLine"/> and
/// <see cref="OnePixelLine"/>. Gradients of gradients are libtorch's.
/// </summary>
internal sealed class TiledConvolution : SingleTensorFunction<TiledConvolution>
{
    private const string NeedsInput = "needs the input's gradient";

    public override string Name => nameof(TiledConvolution);

    /// <summary>Whether this processor has the vectors that it is written for.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated;

    /// <summary>Computes it.</summary>
    /// <param name="maps"><c>[N, inputs, H, W]</c>, contiguous.</param>
    /// <param name="weight"><c>[outputs, inputs, 3, 3]</c>, contiguous.</param>
    /// <returns><c>[N, outputs, H, W]</c>.</returns>
    public static Tensor Run(Tensor maps, Tensor weight) =>
        is_grad_enabled() && (maps.requires_grad || weight.requires_grad)
            ? apply(maps, weight, maps.requires_grad)
            : PassFor(maps, weight).Forward(maps, weight);

    public override Tensor forward(AutogradContext context, params object[] arguments)
    {
        var (maps, weight) = ((Tensor)arguments[0], (Tensor)arguments[1]);
        context.save_for_backward([maps, weight]);
        context.save_data(NeedsInput, arguments[2]);
        return PassFor(maps, weight).Forward(maps, weight);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient) =>
        AutogradFunctions.Guarded(count: 3, () => Gradients(context, gradient));

    private static List<Tensor?> Gradients(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (maps, weight, needsInput) = (saved[0], saved[1], (bool)context.get_data(NeedsInput));
        if (is_grad_enabled()) return Differentiable(maps, weight, gradient);
        using var dense = gradient.contiguous();
        var gradients = PassFor(maps, weight).Backward(maps, weight, dense, needsInput);
        foreach (var tensor in saved.Append(gradient)) tensor.Dispose();
        return [gradients.Maps, gradients.Weight, null];
    }

    private static ITiledConvolutionPass PassFor(Tensor maps, Tensor weight)
    {
        var (images, inputs, outputs, height, width) = ((int)maps.shape[0], (int)weight.shape[1], (int)weight.shape[0], (int)maps.shape[2], (int)maps.shape[3]);
        return Math.Max(height, width) switch
        {
            1 => new TiledConvolutionPass<OnePixelLine>(images, inputs, outputs, height, width),
            2 => new TiledConvolutionPass<TwoPixelLine>(images, inputs, outputs, height, width),
            _ => new TiledConvolutionPass<TwoOutputLine>(images, inputs, outputs, height, width),
        };
    }

    private static List<Tensor?> Differentiable(Tensor maps, Tensor weight, Tensor gradient) =>
        [.. AutogradFunctions.Differentiable(nn.functional.conv2d(maps, weight, padding: [1, 1]), gradient, maps, weight), null];
}
