using System.Runtime.InteropServices;
using Toolkit.Onnx.Quantization;
using Toolkit.StateDicts;

namespace Toolkit.UnitTests.Onnx.Quantization;

/// <summary>Weights and biases as integers.</summary>
[TestClass]
public sealed class QuantizedWeightsTests
{
    private const float InputScale = 0.04f;

    [TestMethod]
    [DataRow(127)]
    [DataRow(64)]
    public void EachChannelHasItsOwnScale(int largest)
    {
        float[] weights = [0.5f, -1.27f, 0.3f, 10, 2.5f, -5];
        var actual = QuantizedWeights.Of(TensorData.FromSingles(weights, 2, 3, 1, 1), TensorData.FromSingles([1, -2], 2), InputScale, largest);
        Assert.AreEqual(1.27f / largest, actual.Scales[0], 1e-7f);
        Assert.AreEqual(10f / largest, actual.Scales[1], 1e-7f);
        Assert.AreEqual("Int8 [2, 3, 1, 1]", actual.Weight.ToString());
        var integers = MemoryMarshal.Cast<byte, sbyte>(actual.Weight.Bytes.Span);
        Assert.AreEqual(-largest, integers[1]);
        Assert.AreEqual(largest, integers[3]);
        for (var i = 0; i < weights.Length; i++) Assert.AreEqual(weights[i], actual.Scales[i / 3] * integers[i], 0.501f * actual.Scales[i / 3]);

        var biases = MemoryMarshal.Cast<byte, int>(actual.Bias!.Bytes.Span);
        for (var channel = 0; channel < 2; channel++)
        {
            Assert.AreEqual(InputScale * actual.Scales[channel], actual.BiasScales[channel]);
            Assert.AreEqual((int)Math.Round(new[] { 1, -2 }[channel] / (double)actual.BiasScales[channel]), biases[channel]);
        }
    }

    /// <summary>As batch normalisation leaves it where a channel's gamma is next to zero: the bias is all there is.</summary>
    [TestMethod]
    [DataRow(1e-9f)]
    [DataRow(0f)]
    public void ABiasFitsHoweverSmallTheWeights(float magnitude)
    {
        var actual = QuantizedWeights.Of(TensorData.FromSingles([magnitude, -magnitude], 1, 2), TensorData.FromSingles([0.75f], 1), InputScale, 127);
        var integer = MemoryMarshal.Cast<byte, int>(actual.Bias!.Bytes.Span)[0];
        Assert.AreEqual(0.75, (double)actual.BiasScales[0] * integer, 1e-6);
        Assert.IsLessThanOrEqualTo(1 << 30, Math.Abs(integer));
    }

    [TestMethod]
    public void AChannelOfZerosStaysOne()
    {
        var actual = QuantizedWeights.Of(TensorData.FromSingles([0, 0], 1, 2), null, InputScale, 127);
        Assert.AreEqual(1f, actual.Scales[0]);
        Assert.IsNull(actual.Bias);
        Assert.IsTrue(actual.Weight.Bytes.Span.IndexOfAnyExcept((byte)0) < 0);
    }
}
