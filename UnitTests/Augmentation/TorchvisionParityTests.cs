using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Images.TorchvisionComparison;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>The kernels of the augmentations against torchvision 0.14 on PIL images: the same 8-bit values.</summary>
[TestClass]
public sealed class TorchvisionParityTests
{
    [TestMethod]
    public void BrightnessContrastAndSaturation() => Compare(
    [
        .. Factors().Select(
            factor => Case($"F.adjust_brightness(image, {Number(factor)})", image => ColorAdjustments.AdjustBrightness(image, factor))),
        .. Factors().Select(
            factor => Case($"F.adjust_contrast(image, {Number(factor)})", image => ColorAdjustments.AdjustContrast(image, factor))),
        .. Factors().Select(
            factor => Case($"F.adjust_saturation(image, {Number(factor)})", image => ColorAdjustments.AdjustSaturation(image, factor))),
    ]);

    [TestMethod]
    public void Hue() => Compare(
    [
        .. new[] { -0.5, -0.31, -0.1, -0.02, 0, 0.003, 0.05, 0.1, 0.33, 0.5 }
            .Select(shift => Case($"F.adjust_hue(image, {Number(shift)})", image => ColorAdjustments.AdjustHue(image, shift))),
    ]);

    [TestMethod]
    public void HueOfEveryColour()
    {
        var reference = new TorchvisionReference();
        var image = EveryColour();
        reference.Ask(image, "F.adjust_hue(image, 0.07)");
        var expected = reference.Answers()[0];
        ColorAdjustments.AdjustHue(image, 0.07);
        TestImages.AreEqual(expected, image, 0, "hue of every colour");
    }

    [TestMethod]
    public void Rotation() => Compare(
    [
        .. new[] { -15, -7.3, 0, 3.14159, 12.5, 15, 45, 90, 180, 270, -90, 361 }
            .Select(angle => (
                $"F.rotate(image, {Number(angle)})", (Kernel)((source, destination) => RandomRotation.Rotate(source, destination, angle)))),
    ]);

    [TestMethod]
    public void Flipping() => Compare([Case("F.hflip(image)", RandomHorizontalFlip.Flip)]);

    private static double[] Factors() => [0, 0.5, 0.8, 0.9137, 1, 1.13, 1.2, 2.5];

    /// <summary>Each sixth level of red, green and blue, and both ends: 44³ colours.</summary>
    private static ImageBuffer EveryColour()
    {
        byte[] levels = [.. Enumerable.Range(0, 43).Select(step => (byte)(step * 6)), 255];
        var image = new ImageBuffer();
        image.Reshape(3, levels.Length * levels.Length, levels.Length);
        for (var i = 0; i < image.Height * image.Width; i++)
        {
            image.Plane(0)[i] = levels[i % levels.Length];
            image.Plane(1)[i] = levels[i / levels.Length % levels.Length];
            image.Plane(2)[i] = levels[i / levels.Length / levels.Length];
        }
        return image;
    }
}
