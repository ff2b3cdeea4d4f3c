using System.Globalization;
using Toolkit.Augmentation;
using Toolkit.Images;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>Every deterministic kernel against torchvision 0.14 on PIL images: the same 8-bit values.</summary>
[TestClass]
public sealed class TorchvisionParityTests
{
    private static readonly ImageBuffer[] Images =
        [TestImages.Noise(3, 32, 32), TestImages.Scene(32, 32), TestImages.Scene(97, 61),
         TestImages.Noise(3, 40, 53), TestImages.Noise(1, 28, 28)];

    private delegate void Kernel(ImageBuffer source, ImageBuffer destination);

    [TestMethod]
    public void BrightnessContrastAndSaturation() => Compare(
    [
        .. Factors().Select(
            factor => Case($"F.adjust_brightness(image, {Text(factor)})", image => ColorAdjustments.AdjustBrightness(image, factor))),
        .. Factors().Select(
            factor => Case($"F.adjust_contrast(image, {Text(factor)})", image => ColorAdjustments.AdjustContrast(image, factor))),
        .. Factors().Select(
            factor => Case($"F.adjust_saturation(image, {Text(factor)})", image => ColorAdjustments.AdjustSaturation(image, factor))),
    ]);

    [TestMethod]
    public void Hue() => Compare(
    [
        .. new[] { -0.5, -0.31, -0.1, -0.02, 0, 0.003, 0.05, 0.1, 0.33, 0.5 }
            .Select(shift => Case($"F.adjust_hue(image, {Text(shift)})", image => ColorAdjustments.AdjustHue(image, shift))),
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
    public void GreyLevels() => Compare(
    [
        ("F.to_grayscale(image, 1)", (source, destination) => Grayscale.ToGrey(source, destination)),
        ("F.to_grayscale(image, 3)", (source, destination) => Grayscale.ToGrey(source, destination, 3)),
    ]);

    [TestMethod]
    public void Rotation() => Compare(
    [
        .. new[] { -15, -7.3, 0, 3.14159, 12.5, 15, 45, 90, 180, 270, -90, 361 }
            .Select(angle => (
                $"F.rotate(image, {Text(angle)})", (Kernel)((source, destination) => RandomRotation.Rotate(source, destination, angle)))),
    ]);

    [TestMethod]
    public void Scaling() => Compare(
    [
        .. new[] { 16, 24, 32, 64, 224 }.Select(side => Transform($"F.resize(image, {side})", new Resize(side))),
        .. new[] { (24, 48), (7, 100), (1, 1), (90, 33), (224, 224) }
            .Select(size => Transform($"F.resize(image, [{size.Item1}, {size.Item2}])", new Resize(size.Item1, size.Item2))),
    ]);

    [TestMethod]
    public void BicubicScaling() => Compare(
    [
        .. new[] { 16, 32, 64, 224 }.Select(side =>
            Transform($"F.resize(image, {side}, F.InterpolationMode.BICUBIC)", new Resize(side, Interpolation.Bicubic))),
        .. new[] { (24, 48), (7, 100), (1, 1), (90, 33) }.Select(size => Transform(
            $"F.resize(image, [{size.Item1}, {size.Item2}], F.InterpolationMode.BICUBIC)",
            new Resize(size.Item1, size.Item2, Interpolation.Bicubic))),
    ]);

    [TestMethod]
    public void Cropping() => Compare(
    [
        .. new[] { (20, 20), (28, 28), (27, 21), (40, 40), (101, 20), (20, 75) }
            .Select(size => Transform($"F.center_crop(image, [{size.Item1}, {size.Item2}])", new CenterCrop(size.Item1, size.Item2))),
        ("F.crop(image, -3, 5, 20, 70)", (source, destination) => Crop.Cut(source, destination, -3, 5, 20, 70)),
        ("F.crop(F.pad(image, 4), 2, 7, 28, 28)", (source, destination) => Crop.Cut(source, destination, -2, 3, 28, 28)),
        ("F.resized_crop(image, 3, 5, 20, 17, [24, 24])",
         (source, destination) => Resize.CropAndScale(source, destination, new(3, 5, 20, 17), 24, 24)),
        ("F.resized_crop(image, 0, 1, 9, 24, [9, 48])",
         (source, destination) => Resize.CropAndScale(source, destination, new(0, 1, 9, 24), 9, 48)),
    ]);

    [TestMethod]
    public void Flipping() => Compare([Case("F.hflip(image)", RandomHorizontalFlip.Flip)]);

    private static double[] Factors() => [0, 0.5, 0.8, 0.9137, 1, 1.13, 1.2, 2.5];

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static (string, Kernel) Case(string expression, Action<ImageBuffer> inPlace) => (expression, (source, destination) =>
    {
        destination.CopyFrom(source);
        inPlace(destination);
    }
    );

    private static (string, Kernel) Transform(string expression, IImageTransform transform) => (expression, (source, destination) =>
    {
        var none = default(ImageRandom);
        transform.Apply(source, destination, ref none);
    }
    );

    private static void Compare(IReadOnlyList<(string Expression, Kernel Kernel)> cases)
    {
        var reference = new TorchvisionReference();
        foreach (var (expression, _) in cases)
            foreach (var image in Images) reference.Ask(image, expression);
        var answers = reference.Answers();

        var result = new ImageBuffer();
        for (var number = 0; number < answers.Length; number++)
        {
            var (expression, kernel) = cases[number / Images.Length];
            kernel(Images[number % Images.Length], result);
            TestImages.AreEqual(answers[number], result, 0, $"{expression} of image {number % Images.Length}");
        }
    }

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
