using Microsoft.VisualStudio.TestTools.UnitTesting;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Support;

/// <summary>
/// Whether libtorch's convolutions can be relied on here. On processors whose caches oneDNN cannot see, as in some virtual machines, libtorch
/// 2.10 computes some in single precision wrongly: those with a window above 1×1 and more than 16 input channels, no multiple of 16.
/// </summary>
internal static class Convolutions
{
    private const double Tolerance = 1e-4;

    private static readonly Lazy<double> Error = new(Measure);

    /// <summary>Skips a test of a network with such layers where libtorch itself is wrong.</summary>
    public static void RequireRightOnes()
    {
        if (Error.Value > Tolerance)
        {
            Assert.Inconclusive(
                $"libtorch computes a 3×3 convolution of 24 channels wrongly here, by {Error.Value:P0} of the largest value: oneDNN does not " +
                "know this processor's caches.");
        }
    }

    /// <summary>Single against double precision, as a share of the largest value.</summary>
    private static double Measure()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var generator = new Generator(1);
        var images = randn([2, 24, 8, 8], generator: generator);
        var kernels = randn([64, 24, 3, 3], generator: generator);
        var exact = nn.functional.conv2d(images.to(float64), kernels.to(float64), padding: [1, 1]);
        var single = nn.functional.conv2d(images, kernels, padding: [1, 1]).to(float64);
        var differences = single.sub(exact).abs().max().item<double>();
        return differences / exact.abs().max().item<double>();
    }
}
