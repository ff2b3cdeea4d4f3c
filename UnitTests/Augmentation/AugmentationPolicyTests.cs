using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Augmentation.RandomApplication;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>Which operations RandAugment and TrivialAugment draw.</summary>
[TestClass]
public sealed class AugmentationPolicyTests
{
    /// <summary>14 operations, 9 of which have a sign: 23 different results, those with a sign half as often.</summary>
    [TestMethod]
    public void EveryOperationIsEquallyLikelyWithEitherSign()
    {
        var image = TestImages.Noise(3, 30, 30);
        foreach (ref var pixel in image.Pixels) pixel = (byte)(20 + pixel * 3 / 4);
        var counts = new Dictionary<string, int>();
        for (var index = 0; index < 5600; index++)
        {
            var key = Convert.ToHexString(Apply(new RandAugment(operations: 1), image, index).Pixels);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        int[] sorted = [.. counts.Values.Order()];
        Assert.HasCount(23, sorted);
        foreach (var count in sorted[..18]) Assert.IsInRange(140, 260, count);
        foreach (var count in sorted[18..]) Assert.IsInRange(310, 490, count);
    }

    [TestMethod]
    public void OperationsFollowOneAnother()
    {
        var image = TestImages.Scene(20, 24);
        var sampler = new AffineSampler(AffineInterpolation.Bilinear, [77]);
        foreach (var operations in new[] { 1, 2, 3, 4 })
            for (var index = 0; index < 40; index++)
            {
                var expected = image;
                var random = new ImageRandom(11, 0, index);
                for (var i = 0; i < operations; i++)
                {
                    var next = new ImageBuffer();
                    RandAugment.Space[random.NextInt(14)].Apply(expected, next, 5, 31, sampler, ref random);
                    expected = next;
                }
                var actual = Apply(new RandAugment(operations, magnitude: 5, interpolation: AffineInterpolation.Bilinear, fill: [77]), image, index);
                TestImages.AreEqual(expected, actual, 0, $"{operations} operations, {index}");
            }
    }

    [TestMethod]
    public void TrivialAugmentDrawsEveryStrength()
    {
        // Of one grey pixel: brightness alone changes it gradually, and contrast, colour and sharpness leave it.
        var image = TestImages.From(1, 1, 1, 97);
        var values = new HashSet<byte>();
        for (var index = 0; index < 6000; index++) values.Add(Apply(new TrivialAugmentWide(), image, index).Pixels[0]);
        for (var bin = 0; bin < 31; bin++)
            foreach (var sign in new[] { -1, 1 })
                Assert.Contains((byte)(97 * (1 + sign * 0.99 * bin / 30)), values, $"{sign} {bin}");
    }
}
