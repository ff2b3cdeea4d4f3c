using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>
/// Weights and images that are a formula of name and index. <c>formula_weights.py</c>, which says how they are made, computes the same ones.
/// </summary>
internal static class FormulaWeights
{
    private const double Step = 1.0 / (1L << 52);

    /// <summary>Sets all parameters and buffers that are not integers. They must be in double precision, on the CPU.</summary>
    public static void Fill(nn.Module network)
    {
        foreach (var (name, tensor) in network.state_dict())
            if (tensor.dtype == ScalarType.Float64) Fill(tensor, name, ScaleOf(name, tensor.shape));
    }

    /// <summary>Images as a network takes them, <c>[count, 3, size, size]</c>, in double precision.</summary>
    public static Tensor Images(int count, int size)
    {
        var images = empty([count, 3, size, size], ScalarType.Float64);
        Fill(images, "images", (0, 2));
        return images;
    }

    private static (double Centre, double Range) ScaleOf(string name, long[] shape) => shape.Length switch
    {
        _ when name.EndsWith("running_var", StringComparison.Ordinal) => (1, 0.5),
        1 when name.EndsWith("weight", StringComparison.Ordinal) => (1, 0.25),
        1 => (0, 0.25),
        3 => (0, 1),
        _ => (0, Math.Sqrt(5.0 / shape[1..].Aggregate((product, size) => product * size))),
    };

    private static void Fill(Tensor tensor, string name, (double Centre, double Range) scale)
    {
        var values = MemoryMarshal.Cast<byte, double>(tensor.bytes);
        var seed = Fnv1a(name);
        for (var i = 0; i < values.Length; i++) values[i] = scale.Centre + scale.Range * Uniform(seed, (ulong)i);
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Fnv1a(string name) =>
        Encoding.UTF8.GetBytes(name).Aggregate(0xcbf29ce484222325, (hash, letter) => (hash ^ letter) * 0x100000001b3);

    /// <summary>SplitMix64, from -1 to below 1.</summary>
    private static double Uniform(ulong seed, ulong index)
    {
        var bits = seed + (index + 1) * 0x9e3779b97f4a7c15;
        bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
        bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
        return ((bits ^ bits >> 31) >> 11) * Step - 1;
    }
}
