using System.Runtime.Intrinsics.X86;
using Toolkit.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Toolkit.Kernels.Winograd;

/// <summary>
/// A convolution of 3×3 kernels with stride and padding 1, of channels in multiples of 16, with less than half of the multiplications where maps are not tiny:
/// by <see cref="TwoOutputLine"/>, and for maps of 2×2 pixels, of whose products most would be with padding, by <see cref="TwoPixelLine"/>. Gradients of
/// gradients are libtorch's.
/// </summary>
internal sealed class WinogradConvolution : SingleTensorFunction<WinogradConvolution>
{
    private const string InputLearns = "input learns", WeightLearns = "weight learns";

    public override string Name => nameof(WinogradConvolution);

    /// <summary>Whether it is quicker here than oneDNN, which has quicker convolutions for processors with AVX-512.</summary>
    public static bool IsSupported => Fma.IsSupported && !Avx512F.IsSupported;

    /// <summary>Whether maps are 2×2 pixels.</summary>
    public static bool AreSmall(long height, long width) => height == TwoPixelLine.Inputs && width == TwoPixelLine.Inputs;

    /// <summary>Computes it.</summary>
    /// <param name="maps"><c>[N, inputs, H, W]</c>, <see cref="ChannelsLastFormat"/>.</param>
    /// <param name="weight"><c>[outputs, inputs, 3, 3]</c>, contiguous.</param>
    /// <returns><c>[N, outputs, H, W]</c>, in that order.</returns>
    public static Tensor Run(Tensor maps, Tensor weight) =>
        is_grad_enabled() && (maps.requires_grad || weight.requires_grad)
            ? apply(maps, weight, maps.requires_grad, weight.requires_grad)
            : PassFor(maps, weight).Forward(maps, weight);

    public override Tensor forward(AutogradContext context, params object[] arguments)
    {
        var (maps, weight) = ((Tensor)arguments[0], (Tensor)arguments[1]);
        AutogradFunctions.Begin(context, [maps, weight]);
        context.save_data(InputLearns, arguments[2]);
        context.save_data(WeightLearns, arguments[3]);
        return PassFor(maps, weight).Forward(maps, weight);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient) =>
        AutogradFunctions.Guarded(count: 4, gradient, () => [.. Gradients(context, gradient), null, null]);

    private static List<Tensor?> Gradients(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (maps, weight) = (saved[0], saved[1]);
        if (is_grad_enabled()) return Differentiable(maps, weight, gradient);
        var ordered = ChannelsLastFormat.Of(gradient);
        var pass = PassFor(maps, weight);
        var ofMaps = (bool)context.get_data(InputLearns) ? pass.MapsGradient(ordered, weight) : null;
        var ofWeight = (bool)context.get_data(WeightLearns) ? pass.WeightGradient(maps, ordered) : null;
        foreach (var tensor in saved.Append(gradient).Append(ordered)) tensor.Dispose();
        return [ofMaps, ofWeight];
    }

    /// <summary>In double precision, since oneDNN may be wrong about some numbers of channels (<see cref="OneDnn"/>).</summary>
    private static List<Tensor?> Differentiable(Tensor maps, Tensor weight, Tensor gradient)
    {
        var output = nn.functional.conv2d(maps.to(float64), weight.to(float64), padding: [1, 1]).to(float32);
        return AutogradFunctions.Differentiable(output, gradient, maps, weight);
    }

    private static IWinogradPass PassFor(Tensor maps, Tensor weight)
    {
        var (images, inputs, outputs, height, width) = ((int)maps.shape[0], (int)weight.shape[1], (int)weight.shape[0], (int)maps.shape[2], (int)maps.shape[3]);
        return AreSmall(height, width)
            ? new WinogradPass<TwoPixelLine>(images, inputs, outputs, height, width)
            : new WinogradPass<TwoOutputLine>(images, inputs, outputs, height, width);
    }
}
