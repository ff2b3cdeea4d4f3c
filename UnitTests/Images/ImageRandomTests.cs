using Toolkit.Images;

namespace Toolkit.UnitTests.Images;

[TestClass]
public sealed class ImageRandomTests
{
    [TestMethod]
    public void NumbersAreEvenAndIndependentOfTheirNeighbours()
    {
        var counts = new int[10];
        for (var index = 0; index < 10_000; index++) counts[new ImageRandom(1, 2, index).NextInt(10)]++;
        foreach (var count in counts) Assert.AreEqual(1000, count, 130);
        Assert.AreNotEqual(new ImageRandom(1, 0, 1).NextUInt64(), new ImageRandom(1, 1, 0).NextUInt64());
        Assert.AreNotEqual(new ImageRandom(1, 0, 0).NextUInt64(), new ImageRandom(0, 1, 0).NextUInt64());
    }
}
