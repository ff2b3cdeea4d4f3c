using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Networks;

/// <summary>
/// oneDNN, with which libtorch computes convolutions on the CPU. That of libtorch 2.10 computes some wrongly where it cannot see a processor's
/// caches, as in some virtual machines: single precision, more than 16 input channels that are no multiple of 16. libtorch's own are right.
/// </summary>
internal static unsafe class OneDnn
{
    private const double Tolerance = 1e-4;

    // C++ names of at::globalContext() and of at::Context's setters, on Linux and macOS. TorchSharp has no such settings.
    private const string Context = "_ZN2at13globalContextEv", Enable = "_ZN2at7Context20setUserEnabledMkldnnEb";
    private const string EnableNnpack = "_ZN2at7Context20setUserEnabledNNPACKEb";

    /// <summary>Compares a small convolution with double precision, and leaves oneDNN out of this process where it is wrong.</summary>
    public static void TurnOffWhereWrong()
    {
        if (Error() <= Tolerance) return;
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, searchPath: null, out var library)) return;
        // NNPACK would be asked instead, and complain about this processor for every convolution.
        Set(library, Enable, false);
        Set(library, EnableNnpack, false);
    }

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

    private static void Set(nint library, string setter, bool value)
    {
        if (!NativeLibrary.TryGetExport(library, Context, out var context) || !NativeLibrary.TryGetExport(library, setter, out var set)) return;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), value ? (byte)1 : (byte)0);
    }
}
