using Toolkit.Images;
using static Toolkit.UnitTests.Images.TorchvisionComparison;

namespace Toolkit.UnitTests.Images;

/// <summary>The deterministic transforms against torchvision 0.14 on PIL images: the same 8-bit values.</summary>
[TestClass]
public sealed class TorchvisionParityTests
{
    [TestMethod]
    public void GreyLevels() => Compare(
    [
        ("F.to_grayscale(image, 1)", (source, destination) => Grayscale.ToGrey(source, destination)),
        ("F.to_grayscale(image, 3)", (source, destination) => Grayscale.ToGrey(source, destination, 3)),
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
}
