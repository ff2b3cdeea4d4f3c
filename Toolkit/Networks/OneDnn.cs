using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// oneDNN, with which libtorch computes convolutions on the CPU. That of libtorch 2.10 computes some wrongly where it cannot see a processor's
/// caches, as in some virtual machines: where it has to fill channels up to a multiple of 16 or 32, it fills them with other numbers than
/// zeros. With oneDNN off, training takes four times as long; so the convolutions in question are given channels that are full already.
/// </summary>
internal static unsafe class OneDnn
{
    private const int InputBlock = 32, OutputBlock = 16;
    private const double Tolerance = 1e-4;

    // C++ names of at::globalContext() and of at::Context's setter, on Linux and macOS. TorchSharp has no such setting.
    private const string Context = "_ZN2at13globalContextEv", EnableNnpack = "_ZN2at7Context20setUserEnabledNNPACKEb";

    private static readonly Lazy<bool> FillsWrongly = new(() => Error() > Tolerance);

    /// <summary>
    /// Whether what oneDNN makes of a layer, or of its gradients, may be wrong on this machine. Compares a small convolution with double
    /// precision when first asked.
    /// </summary>
    /// <param name="layer">Its kernels, channels and groups count.</param>
    /// <param name="lowPrecision">Whether it is asked for bfloat16, in which more goes wrong.</param>
    public static bool MayBeWrong(Conv2d layer, bool lowPrecision = false) =>
        layer.kernel_size.Any(size => size > 1) && !IsSafe(layer, lowPrecision) && FillsWrongly.Value;

    /// <summary>What is missing of input and output channels for a convolution without groups that is right.</summary>
    public static (long Inputs, long Outputs) Missing(long inputs, long outputs) =>
        (inputs <= OutputBlock ? 0 : Rest(inputs, InputBlock), Rest(outputs, OutputBlock));

    /// <summary>
    /// Has libtorch do without NNPACK, which it asks for convolutions of single images and which writes a warning for every process on a
    /// processor that it does not know.
    /// </summary>
    public static void LeaveOutNnpack()
    {
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, searchPath: null, out var library)
            || !NativeLibrary.TryGetExport(library, Context, out var context)
            || !NativeLibrary.TryGetExport(library, EnableNnpack, out var enable)) return;
        ((delegate* unmanaged<nint, byte, void>)enable)(((delegate* unmanaged<nint>)context)(), 0);
    }

    private static bool IsSafe(Conv2d layer, bool lowPrecision)
    {
        var (inputs, outputs, isDepthwise) = (layer.in_channels / layer.groups, layer.out_channels / layer.groups, layer.groups == layer.in_channels);
        if (isDepthwise && layer.groups > 1) return !lowPrecision;
        return lowPrecision ? inputs % InputBlock == 0 && outputs % OutputBlock == 0 : Missing(inputs, outputs) == (0, 0);
    }

    private static long Rest(long channels, int block) => (block - channels % block) % block;

    /// <summary>The largest difference, as a share of the largest value; infinite where a value is no number.</summary>
    private static double Error()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (images, kernels) = (Ramp(2, 24, 8, 8), Ramp(64, 24, 3, 3));
        var single = nn.functional.conv2d(images, kernels, padding: [1, 1]).data<float>();
        var exact = nn.functional.conv2d(images.to(float64), kernels.to(float64), padding: [1, 1]).data<double>();
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0L; i < exact.Count; i++)
        {
            difference = Math.Max(difference, Math.Abs(single[i] - exact[i]));
            largest = Math.Max(largest, Math.Abs(exact[i]));
        }
        return double.IsFinite(difference) ? difference / largest : double.PositiveInfinity;
    }

    private static Tensor Ramp(params long[] shape)
    {
        var values = new float[shape.Aggregate((product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(i);
        return tensor(values, shape);
    }
}
