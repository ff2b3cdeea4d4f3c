using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Augmentation.RandomApplication;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>What torchvision draws at random: the ranges, and that all of them occur.</summary>
[TestClass]
public sealed class RandomTransformTests
{
    [TestMethod]
    public void CropsComeFromEveryPlaceEquallyOften()
    {
        var image = TestImages.Noise(3, 6, 6);
        var places = new Dictionary<string, int>();
        for (var i = 0; i < 5000; i++)
        {
            var crop = Apply(new RandomCrop(6, padding: 2), image, i);
            places[Convert.ToHexString(crop.Pixels)] = places.GetValueOrDefault(Convert.ToHexString(crop.Pixels)) + 1;
        }
        Assert.HasCount(25, places);
        foreach (var count in places.Values) Assert.IsInRange(130, 270, count);
    }

    [TestMethod]
    public void FlipsHappenWithTheirProbability()
    {
        var image = TestImages.Noise(3, 4, 5);
        foreach (var probability in new[] { 0, 0.25, 1 })
        {
            var flips = Enumerable.Range(0, 2000)
                .Count(i => !Apply(new RandomHorizontalFlip(probability), image, i).Pixels.SequenceEqual(image.Pixels));
            Assert.AreEqual(2000 * probability, flips, 90);
        }
    }

    [TestMethod]
    public void BrightnessFactorsFillTheirRange()
    {
        var image = TestImages.From(1, 1, 1, 100);
        byte[] values = [.. Enumerable.Range(0, 2000).Select(i => Apply(new ColorJitter(brightness: 0.2), image, i).Pixels[0])];
        Assert.AreEqual(80, values.Min(), 1);
        Assert.AreEqual(119, values.Max(), 1);
        Assert.AreEqual(99.5, values.Average(value => (double)value), 1);
    }

    [TestMethod]
    public void AStrengthAboveOneStartsAtZero()
    {
        var image = TestImages.From(1, 1, 1, 100);
        Assert.AreEqual(0, Enumerable.Range(0, 3000).Min(i => Apply(new ColorJitter(brightness: 2), image, i).Pixels[0]));
    }

    /// <summary>
    /// Of a black and a white pixel: brightening first changes nothing, since white is clipped, and less contrast then keeps their sum.
    /// Brightening
    /// last enlarges the sum.
    /// </summary>
    [TestMethod]
    public void TheAdjustmentsComeInEitherOrder()
    {
        var image = TestImages.From(1, 1, 2, 0, 255);
        var sums = Enumerable.Range(0, 500)
            .Select(i => Apply(new ColorJitter(brightness: 0.9, contrast: 0.9), image, i))
            .Where(result => result.Pixels[0] > 0)
            .Select(result => result.Pixels[0] + result.Pixels[1])
            .ToArray();
        Assert.IsGreaterThan(30, sums.Count(sum => sum is >= 254 and <= 256));
        Assert.IsGreaterThan(30, sums.Count(sum => sum > 265));
    }

    [TestMethod]
    public void RotationsStayBetweenTheirLimits()
    {
        var image = TestImages.Scene(32, 32);
        var exact = new ImageBuffer();
        RandomRotation.Rotate(image, exact, 0);
        Assert.IsTrue(exact.Pixels.SequenceEqual(image.Pixels));
        Assert.IsTrue(Apply(new RandomRotation(0), image, 1).Pixels.SequenceEqual(image.Pixels));
        var corners = Enumerable.Range(0, 200).Select(i => Apply(new RandomRotation(15), image, i))
            .Count(rotated => rotated.Plane(0)[0] == 0);
        Assert.IsInRange(150, 200, corners);
        Assert.IsTrue(Enumerable.Range(0, 200).All(i => Apply(new RandomRotation(15), image, i).Plane(0)[16 * 32] != 0));
    }

    [TestMethod]
    public void ResizedCropsKeepToAreaAndProportions()
    {
        var transform = new RandomResizedCrop(8, 8, (0.25, 0.5), (0.5, 2));
        for (var i = 0; i < 1000; i++)
        {
            var random = new ImageRandom(1, 0, i);
            var area = transform.Choose(100, 140, ref random);
            Assert.IsInRange(0.24, 0.51, area.Height * area.Width / 14000.0);
            Assert.IsInRange(0.48, 2.05, (double)area.Width / area.Height);
            TransformInside(area, 100, 140);
        }
    }

    [TestMethod]
    public void ResizedCropsOfUnsuitableImagesFallBackToTheCentre()
    {
        var transform = new RandomResizedCrop(8, 8, (1, 1), (1, 1));
        var random = new ImageRandom(1, 0, 0);
        Assert.AreEqual(new CropArea(0, 45, 10, 10), transform.Choose(10, 100, ref random));
        Assert.AreEqual(new CropArea(45, 0, 10, 10), transform.Choose(100, 10, ref random));
        Assert.AreEqual((3, 8, 8), Shape(Apply(transform, TestImages.Noise(3, 10, 100), 0)));
    }

    [TestMethod]
    public void GreyImagesGoThroughEveryTransform()
    {
        var image = TestImages.Noise(1, 20, 24);
        IImageTransform[] transforms =
            [new ColorJitter(0.2, 0.2, 0.2, 0.1), new RandomRotation(15), new RandomCrop(16, 2), new Resize(10), new Grayscale()];
        foreach (var transform in transforms)
            Assert.AreEqual(1, Apply(transform, image, 3).Channels);
        Assert.AreEqual((3, 20, 24), Shape(Apply(new Channels(3), image, 0)));
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        Action[] wrong =
        [
            () => _ = new ColorJitter(brightness: -0.1), () => _ = new ColorJitter(contrast: double.NaN),
            () => _ = new ColorJitter(hue: 0.51),
            () => _ = new RandomRotation(-1), () => _ = new RandomRotation(361), () => _ = new RandomHorizontalFlip(1.1),
            () => _ = new RandomCrop(0),
            () => _ = new RandomCrop(5, -1), () => _ = new CenterCrop(0), () => _ = new Resize(0), () => _ = new Resize(5, -5),
            () => _ = new Channels(2),
            () => _ = new Grayscale(4), () => _ = new RandomResizedCrop(8, 8, (0.5, 0.1)), () => _ = new RandomResizedCrop(8, 8, (0, 1)),
            () => _ = new RandomResizedCrop(8, 8, (0.5, 1.5)), () => _ = new RandomResizedCrop(8, 8, null, (-1, 1)),
        ];
        foreach (var make in wrong) Assert.ThrowsExactly<ArgumentOutOfRangeException>(make);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ColorJitter(hue: 2));
        StringAssert.Contains(error.Message, "hue must be between 0 and 0.5");
    }

    [TestMethod]
    public void ACropLargerThanTheImageSaysWhatToDo()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Apply(new RandomCrop(32, padding: 1), TestImages.Noise(3, 20, 40), 0));
        StringAssert.Contains(error.Message, "Resize the image first");
    }

    private static void TransformInside(CropArea area, int height, int width)
    {
        Assert.IsTrue(area.Top >= 0 && area.Left >= 0 && area.Top + area.Height <= height && area.Left + area.Width <= width);
    }

    private static (int, int, int) Shape(ImageBuffer image) => (image.Channels, image.Height, image.Width);
}
