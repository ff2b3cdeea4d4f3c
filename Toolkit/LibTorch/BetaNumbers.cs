using static TorchSharp.torch;

namespace Toolkit.LibTorch;

/// <summary>Random numbers of a beta distribution, from torch's generator, whose state checkpoints hold.</summary>
internal static class BetaNumbers
{
    /// <summary>A number of Beta(α, α): 0 to 1, symmetric about one half. As the share that one of two gamma-distributed numbers has of both.</summary>
    /// <param name="alpha">Above 0; below 1 the ends are likely, with 1 all numbers alike, above it the middle.</param>
    public static double Next(double alpha) => 1 / (1 + Math.Exp(LogOfGamma(alpha) - LogOfGamma(alpha)));

    /// <summary>
    /// The logarithm of a gamma-distributed number (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"). With α far below 1 the
    /// number itself would underflow.
    /// </summary>
    private static double LogOfGamma(double alpha)
    {
        if (alpha < 1) return LogOfGamma(alpha + 1) + Math.Log(Uniform()) / alpha;
        var d = alpha - 1.0 / 3;
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + x / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return Math.Log(d * v);
        }
    }

    /// <summary>Above 0 and at most 1.</summary>
    private static double Uniform()
    {
        using var number = rand(1, ScalarType.Float64);
        return 1 - number.item<double>();
    }

    private static double Normal()
    {
        using var number = randn(1, ScalarType.Float64);
        return number.item<double>();
    }
}
