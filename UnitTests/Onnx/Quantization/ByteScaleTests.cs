using Toolkit.Onnx.Quantization;

namespace Toolkit.UnitTests.Onnx.Quantization;

/// <summary>Ranges of activations as bytes.</summary>
[TestClass]
public sealed class ByteScaleTests
{
    [TestMethod]
    [DataRow(-1f, 3f, 4f / 255, 64)]
    [DataRow(-3f, 1f, 4f / 255, 191)]
    [DataRow(0f, 5.1f, 0.02f, 0)]
    [DataRow(2f, 5.1f, 0.02f, 0)]
    [DataRow(-5.1f, -2f, 0.02f, 255)]
    public void ScaleAndZeroPointFollowFromTheRange(float least, float greatest, float scale, int zeroPoint)
    {
        var actual = ByteScale.Of(new(least, greatest));
        Assert.AreEqual(scale, actual.Scale, 1e-6f * scale);
        Assert.AreEqual(zeroPoint, actual.ZeroPoint);
    }

    [TestMethod]
    public void NumbersOfTheRangeComeBackToWithinHalfAStep()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var (least, greatest) = ((float)(-10 * random.NextDouble()), (float)(10 * random.NextDouble()));
            var (scale, zeroPoint) = ByteScale.Of(new(least, greatest));
            Assert.AreEqual(0f, scale * (zeroPoint - zeroPoint), "zero is exact");
            for (var number = least; number <= greatest; number += (greatest - least) / 50)
            {
                var integer = Math.Clamp(MathF.Round(number / scale) + zeroPoint, 0, 255);
                // One step at the ends, where the zero point was rounded.
                Assert.AreEqual(number, scale * (integer - zeroPoint), 1.001f * scale);
            }
        }
    }

    /// <summary>Else ONNX Runtime would not leave out a ReLU6 whose work the bytes do already.</summary>
    [TestMethod]
    public void TheGreatestByteIsNotAboveTheRange()
    {
        for (var greatest = 0.1f; greatest < 30; greatest += 0.0173f)
            Assert.IsLessThanOrEqualTo(greatest, 255 * ByteScale.Of(new(0, greatest)).Scale);
        Assert.IsLessThanOrEqualTo(6f, 255 * ByteScale.Of(new(0, 6)).Scale);
    }

    [TestMethod]
    public void NothingButZeroHasAScaleToo() => Assert.AreEqual(new ByteScale(1, 0), ByteScale.Of(new(0, 0)));
}
