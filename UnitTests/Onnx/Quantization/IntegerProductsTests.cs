using Toolkit.Onnx;
using Toolkit.Onnx.Quantization;

namespace Toolkit.UnitTests.Onnx.Quantization;

/// <summary>What the processor says of itself, against what the system says of it.</summary>
[TestClass]
public sealed class IntegerProductsTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ProcessorsWithoutVnniAreKnown()
    {
        var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        if (flags is null) Assert.Inconclusive("This is no x86 processor.");
        var hasVnni = flags.Split(' ').Intersect(["avx512_vnni", "avx_vnni"]).Any();
        Assert.AreNotEqual(hasVnni, IntegerProducts.Saturate);
        Assert.AreEqual(IntegerProducts.Saturate, new OnnxQuantization([[0f]]).ReduceWeightRange);
    }
}
