using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Augmentation.RandomApplication;

namespace Toolkit.UnitTests.Augmentation;

[TestClass]
public sealed class RandomErasingTests
{
    private static readonly (double, double) Quarter = (0.25, 0.25), Square = (1, 1);

    [TestMethod]
    public void HappensWithItsProbability()
    {
        var image = TestImages.Noise(3, 12, 12);
        foreach (var probability in new[] { 0, 0.25, 1 })
        {
            var erased = Enumerable.Range(0, 2000)
                .Count(i => !Apply(new RandomErasing(probability), image, i).Pixels.SequenceEqual(image.Pixels));
            Assert.AreEqual(2000 * probability, erased, 90);
        }
    }

    [TestMethod]
    public void FillsARectangleWithTheColour()
    {
        var image = Flat(3, 20, 20, 200);
        var erased = Apply(new RandomErasing(1, Quarter, Square, fill: [1, 2, 3]), image, 4);
        for (var channel = 0; channel < 3; channel++)
        {
            Assert.AreEqual(100, erased.Plane(channel).Count((byte)(channel + 1)));
            Assert.AreEqual(300, erased.Plane(channel).Count((byte)200));
            int first = erased.Plane(channel).IndexOf((byte)(channel + 1)), last = erased.Plane(channel).LastIndexOf((byte)(channel + 1));
            Assert.AreEqual(9 * 20 + 9, last - first);
        }
    }

    [TestMethod]
    public void FillsWithTheMeanOfEachChannel()
    {
        var image = Flat(3, 20, 20, 50);
        image.Plane(1)[..200].Fill(101);    // mean 75.5
        var erased = Apply(new RandomErasing(1, Quarter, Square, ErasingValue.Mean), image, 4);
        Assert.AreEqual(400, erased.Plane(0).Count((byte)50));
        Assert.AreEqual(100, erased.Plane(1).Count((byte)76));
    }

    [TestMethod]
    public void FillsWithEvenNoise()
    {
        var image = Flat(1, 400, 400, 0);
        var erased = Apply(new RandomErasing(1, Quarter, Square, ErasingValue.Noise), image, 4);
        byte[] noise = [.. erased.Pixels.ToArray().Where(value => value > 0)];
        Assert.AreEqual(40000 * 255 / 256.0, noise.Length, 80);
        Assert.AreEqual(128, noise.Average(value => value), 2);
        Assert.IsTrue(Enumerable.Range(1, 255).All(value => Math.Abs(noise.Count(one => one == value) - 156) < 75));
    }

    [TestMethod]
    public void ErasesNothingWhereNoRectangleFits()
    {
        var random = new ImageRandom(1, 0, 0);
        Assert.IsNull(new RandomErasing(1, (1, 1), Square).Choose(10, 10, ref random));
        Assert.IsNotNull(new RandomErasing(1, (0.5, 0.5), Square).Choose(10, 10, ref random));
    }

    private static ImageBuffer Flat(int channels, int height, int width, byte value)
    {
        var image = TestImages.Noise(channels, height, width);
        image.Pixels.Fill(value);
        return image;
    }
}
