using System.Runtime.Intrinsics.X86;

namespace Toolkit.Onnx.Quantization;

/// <summary>How this processor multiplies bytes.</summary>
internal static class IntegerProducts
{
    private const int Features = 7, Avx512Vnni = 1 << 11, AvxVnni = 1 << 4;

    /// <summary>
    /// Whether ONNX Runtime adds two products of bytes in 16 bits here: on x86 without VNNI (<c>vpmaddubsw</c>), where such a sum ends at 32,767, but
    /// 2 · 255 · 127 is 64,770.
    /// </summary>
    public static bool Saturate { get; } = X86Base.IsSupported && !HasVnni();

    /// <summary>Leaf 7: bit 11 of ECX, and in its first subleaf, bit 4 of EAX (Intel's Software Developer's Manual, volume 2A, CPUID).</summary>
    private static bool HasVnni()
    {
        if (X86Base.CpuId(0, 0).Eax < Features) return false;
        var (subleaves, _, features, _) = X86Base.CpuId(Features, 0);
        return (features & Avx512Vnni) != 0 && Avx512F.IsSupported || subleaves >= 1 && (X86Base.CpuId(Features, 1).Eax & AvxVnni) != 0;
    }
}
