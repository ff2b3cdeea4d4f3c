using Toolkit.StateDicts;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>Conversion of elements, and what a tensor may be made of.</summary>
[TestClass]
public sealed class TensorDataTests
{
    private static readonly float[] Values = [0, -0f, 1, -1.5f, 65504, 1e-7f, 3.14159265f, float.PositiveInfinity, float.NaN];

    [TestMethod]
    [DataRow(ElementType.Float32, 0.0)]
    [DataRow(ElementType.Float64, 0.0)]
    [DataRow(ElementType.Float16, 1.0 / 2048)]
    [DataRow(ElementType.BFloat16, 1.0 / 256)]
    public void ThereAndBackIsWithinHalfAStep(ElementType type, double relative)
    {
        var back = TensorData.FromSingles(Values, Values.Length).ConvertTo(type).ToSingles();
        for (var i = 0; i < Values.Length; i++)
        {
            const double smallestHalf = 6e-8;
            var allowed = relative > 0 ? (Math.Abs(Values[i]) * relative) + smallestHalf : 0;
            if (float.IsFinite(Values[i])) Assert.AreEqual(Values[i], back[i], allowed);
            else Assert.AreEqual(Values[i], back[i]);
        }
    }

    [TestMethod]
    [DataRow(0x3F808000u, 0x3F80)] // halfway: to the even one below
    [DataRow(0x3F818000u, 0x3F82)] // halfway: to the even one above
    [DataRow(0x3F808001u, 0x3F81)]
    [DataRow(0x7F7FFFFFu, 0x7F80)] // the largest float becomes infinite
    [DataRow(0x7F800001u, 0x7FC0)] // NaN stays NaN
    public void BFloat16RoundsToNearestEven(uint single, int expected)
    {
        var tensor = TensorData.FromSingles([BitConverter.UInt32BitsToSingle(single)], 1).ConvertTo(ElementType.BFloat16);
        Assert.AreEqual(expected, BitConverter.ToUInt16(tensor.Bytes.Span));
    }

    [TestMethod]
    public void IntegersBecomeSingles()
    {
        Assert.AreEqual(-3f, new TensorData(ElementType.Int64, [], BitConverter.GetBytes(-3L)).ToSingles()[0]);
        Assert.AreEqual(-3f, new TensorData(ElementType.Int32, [], BitConverter.GetBytes(-3)).ToSingles()[0]);
        Assert.AreEqual(-3f, new TensorData(ElementType.Int16, [], BitConverter.GetBytes((short)-3)).ToSingles()[0]);
        CollectionAssert.AreEqual(new float[] { -1, 127 }, new TensorData(ElementType.Int8, [2], new byte[] { 255, 127 }).ToSingles());
        CollectionAssert.AreEqual(new float[] { 255, 127 }, new TensorData(ElementType.UInt8, [2], new byte[] { 255, 127 }).ToSingles());
        CollectionAssert.AreEqual(new float[] { 1, 0 }, new TensorData(ElementType.Bool, [2], new byte[] { 1, 0 }).ToSingles());
    }

    [TestMethod]
    public void BytesMustFitTheShape()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new TensorData(ElementType.Float32, [2, 3], new byte[20]));
        StringAssert.Contains(error.Message, "[2, 3] has 24 bytes, but 20 were given");
        Assert.ThrowsExactly<ArgumentException>(() => new TensorData(ElementType.Float32, [-1], Array.Empty<byte>()));
        Assert.ThrowsExactly<ArgumentException>(() => TensorData.FromSingles([1f], 1).ConvertTo(ElementType.Int32));
    }

    [TestMethod]
    public void AStateDictKeepsItsOrderAndItsPrefixWhereOnlySomeNamesHaveIt()
    {
        var tensor = TensorData.FromSingles([1f], 1);
        var weights = new StateDict { ["module.b"] = tensor, ["module.a"] = tensor };
        CollectionAssert.AreEqual(new[] { "b", "a" }, weights.WithoutPrefix("module.").Keys.ToArray());
        weights["c"] = tensor;
        Assert.AreSame(weights, weights.WithoutPrefix("module."));
        Assert.ThrowsExactly<ArgumentException>(() => weights.Add("c", tensor));
        StringAssert.Contains(Assert.ThrowsExactly<KeyNotFoundException>(() => weights["none"]).Message, "'none'");
    }
}
