using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.Text;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Augmentation.RandomApplication;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>What holds for each of the transforms that keep an image's size.</summary>
[TestClass]
public sealed class EveryTransformTests
{
    private static readonly IImageTransform[] Transforms =
    [
        new RandomAffine(180, (0.5, 0.5), (0.1, 3), (-40, 40), (-40, 40)),
        new RandomAffine((-20, 20), shearX: (-10, 10), interpolation: AffineInterpolation.Bilinear, fill: [9]),
        new RandomGrayscale(0.5), new GaussianBlur(5), new GaussianBlur(9, 3, (1, 4)), new RandomErasing(), new RandomErasing(1, value: ErasingValue.Mean),
        new RandomErasing(1, value: ErasingValue.Noise), new RandAugment(), new RandAugment(3, 30), new TrivialAugmentWide(),
        new TrivialAugmentWide(interpolation: AffineInterpolation.Bilinear), new RandomRotation(90), new ColorJitter(0.2, 0.2, 0.2, 0.1),
    ];

    [TestMethod]
    public void TheShapeStaysAndTheSameNumbersGiveTheSameImage()
    {
        var sizes = new[] { (1, 1), (1, 9), (9, 1), (2, 3), (3, 3), (31, 17) };
        foreach (var transform in Transforms)
            foreach (var (height, width) in sizes)
                foreach (var channels in new[] { 1, 3 })
                {
                    var image = TestImages.Noise(channels, height, width);
                    var untouched = TestImages.Copy(image);
                    for (var index = 0; index < 60; index++)
                    {
                        var first = Apply(transform, image, index);
                        Assert.AreEqual((channels, height, width), (first.Channels, first.Height, first.Width), SelfDescription.Of(transform));
                        TestImages.AreEqual(first, Apply(transform, image, index), 0, SelfDescription.Of(transform));
                    }
                    TestImages.AreEqual(untouched, image, 0, "The source");
                }
    }

    [TestMethod]
    public void OtherNumbersGiveOtherImages()
    {
        var image = TestImages.Noise(3, 31, 17);
        foreach (var transform in Transforms)
            Assert.IsTrue(
                Enumerable.Range(1, 30).Any(index => !Apply(transform, image, 0).Pixels.SequenceEqual(Apply(transform, image, index).Pixels)),
                SelfDescription.Of(transform));
    }

    [TestMethod]
    public void NothingIsAllocatedForAnImage()
    {
        var (image, result) = (TestImages.Noise(3, 31, 17), new ImageBuffer());
        foreach (var transform in Transforms)
        {
            ApplyOften(transform);
            var before = GC.GetAllocatedBytesForCurrentThread();
            ApplyOften(transform);
            Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before, SelfDescription.Of(transform));
        }

        void ApplyOften(IImageTransform transform)
        {
            var random = new ImageRandom(3, 0, 0);
            for (var i = 0; i < 300; i++) transform.Apply(image, result, ref random);
        }
    }

    /// <summary>By these words a training that goes on knows whether its augmentation is the one that it began with.</summary>
    [TestMethod]
    public void EveryOptionIsDescribed()
    {
        (IImageTransform, string)[] descriptions =
        [
            (new RandomAffine(5, (0.1, 0.2), (0.5, 2), (-1, 1), (-3, 4), AffineInterpolation.Bilinear, [7], (1, 2.5)),
                "RandomAffine(degrees: (-5, 5), scale: (0.5, 2), shearX: (-1, 1), shearY: (-3, 4), translate: (0.1, 0.2), center: (1, 2.5), " +
                "sampler: AffineSampler(interpolation: Bilinear, fill: [7]))"),
            (new RandomGrayscale(0.2), "RandomGrayscale(probability: 0.2)"),
            (new GaussianBlur(5, (0.5, 1)), "GaussianBlur(kernelHeight: 5, kernelWidth: 5, sigma: (0.5, 1))"),
            (new RandomErasing(0.3, value: ErasingValue.Mean),
                "RandomErasing(probability: 0.3, scale: (0.02, 0.33), ratio: (0.3, 3.3), value: Mean, fill: [0])"),
            (new RandAugment(3, 7, 11, fill: [1, 2, 3]),
                "RandAugment(operations: 3, magnitude: 7, magnitudeBins: 11, sampler: AffineSampler(interpolation: Nearest, fill: [1, 2, 3]))"),
            (new TrivialAugmentWide(), "TrivialAugmentWide(magnitudeBins: 31, sampler: AffineSampler(interpolation: Nearest, fill: [0]))"),
        ];
        foreach (var (transform, description) in descriptions) Assert.AreEqual(description, SelfDescription.Of(transform));
        StringAssert.Contains(SelfDescription.Of(new IImageTransform[] { new RandAugment() }), "fill: [0]");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        (Action, string)[] wrong =
        [
            (() => _ = new RandomAffine(-1), "degrees must be a finite number of at least 0, but got -1."),
            (() => _ = new RandomAffine((5, 4)), "degrees must be two finite numbers, the smaller one first."),
            (() => _ = new RandomAffine(0, (0, 1.1)), "translate must be two shares of width and height, each from 0 to 1, but got (0, 1.1)."),
            (() => _ = new RandomAffine(0, scale: (0, 1)), "scale must be two numbers above 0, the smaller one first."),
            (() => _ = new RandomAffine(0, shearX: (-90, 0)),
                "shearX must be two angles above -90 and below 90 degrees, the smaller one first, but got (-90, 0)."),
            (() => _ = new RandomAffine(0, shearY: (0, double.NaN)), "shearY must be two angles"),
            (() => _ = new RandomAffine(0, interpolation: (AffineInterpolation)7), "interpolation must be one of Nearest, Bilinear, but got 7."),
            (() => _ = new RandomAffine(0, fill: [1, 2]), "fill must have 1 value for all channels, or 3: red, green, blue, but got 2."),
            (() => _ = new RandomAffine(0, center: (double.NaN, 0)), "center must be two finite numbers of pixels"),
            (() => _ = new RandomGrayscale(1.1), "probability must be between 0 and 1."),
            (() => _ = new GaussianBlur(4), "kernelSize must be an odd number of at least 1 pixel, but got 4."),
            (() => _ = new GaussianBlur(3, -1), "kernelWidth must be an odd number of at least 1 pixel, but got -1."),
            (() => _ = new GaussianBlur(3, (0, 1)), "sigma must be two numbers above 0, the smaller one first."),
            (() => _ = new RandomErasing(-0.1), "probability must be between 0 and 1."),
            (() => _ = new RandomErasing(1, (0.1, 1.1)), "scale must be two shares from 0 to 1, the smaller one first, but got (0.1, 1.1)."),
            (() => _ = new RandomErasing(1, ratio: (0, 1)), "ratio must be two numbers above 0, the smaller one first."),
            (() => _ = new RandomErasing(value: (ErasingValue)3), "value must be one of Constant, Mean, Noise, but got 3."),
            (() => _ = new RandAugment(0), "operations must be at least 1, but got 0."),
            (() => _ = new RandAugment(magnitude: 31), "magnitude must be at least 0 and below magnitudeBins, 31, but got 31."),
            (() => _ = new RandAugment(magnitudeBins: 1), "magnitudeBins must be at least 2, but got 1."),
            (() => _ = new TrivialAugmentWide(1), "magnitudeBins must be at least 2, but got 1."),
        ];
        foreach (var (make, message) in wrong)
            StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(make).Message, message);
    }

    [TestMethod]
    public void ThreeColoursForAGreyImageAreRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Apply(new RandomAffine(5, fill: [1, 2, 3]), TestImages.Noise(1, 5, 5), 0));
        StringAssert.Contains(error.Message, "The fill colour has 3 values, but the image has 1 channel(s). Give one value for all channels.");
    }
}
