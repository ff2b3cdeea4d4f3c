using Toolkit.Augmentation;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Images.TorchvisionComparison;

namespace Toolkit.UnitTests.Augmentation;

/// <summary>Affine transforms against torchvision's on PIL images: the same 8-bit values.</summary>
[TestClass]
public sealed class AffineParityTests
{
    private static readonly AffineParameters[] Parameters =
    [
        new(Angle: 0), new(Angle: 30), new(Angle: -117.3), new(Angle: 90), new(TranslateX: 5, TranslateY: -3), new(Scale: 1.3), new(Scale: 0.71),
        new(ShearX: 12.5), new(ShearY: -31), new(ShearX: 20, ShearY: 10),
        new(Angle: 14.2, TranslateX: -4, TranslateY: 7, Scale: 0.83, ShearX: 7.7, ShearY: -5.1), new(Angle: -8, TranslateX: 100),
    ];

    [TestMethod]
    public void AffineTransformsAreTorchvisions() => Compare(
    [
        .. Parameters.Select(parameters => Affine(parameters, AffineInterpolation.Nearest, "0", null)),
        .. Parameters.Select(parameters => Affine(parameters, AffineInterpolation.Bilinear, "137", [137])),
        Affine(new(Angle: 25, Scale: 0.8), AffineInterpolation.Nearest, "0", null, (3, 11.5)),
        Affine(new(Angle: 25, Scale: 0.8), AffineInterpolation.Bilinear, "0", null, (3, 11.5)),
        .. new[] { -100, -7.3, 12.5, 90, 180 }.Select(angle => (
            $"F.rotate(image, {Number(angle)}, F.InterpolationMode.BILINEAR, fill=9)",
            (Kernel)((source, destination) => RandomRotation.Rotate(source, destination, angle, new(AffineInterpolation.Bilinear, [9]))))),
    ], moreImages: SmallImages);

    [TestMethod]
    public void FillsEachChannelWithItsColour()
    {
        var image = TestImages.Noise(3, 6, 6);
        var moved = TestImages.Copy(image);
        new AffineSampler(AffineInterpolation.Nearest, [124, 116, 104]).Sample(image, moved, new(1, 0, -6, 0, 1, 0));
        for (var channel = 0; channel < 3; channel++)
            Assert.AreEqual(36, moved.Plane(channel).Count((byte)(channel switch { 0 => 124, 1 => 116, _ => 104 })));
    }

    private static (string, Kernel) Affine(
        AffineParameters made, AffineInterpolation interpolation, string fillThere, byte[]? fillHere, (double X, double Y)? center = null)
    {
        var mode = interpolation.ToString().ToUpperInvariant();
        var middle = center is { } point ? $"[{Number(point.X)}, {Number(point.Y)}]" : "None";
        var sampler = new AffineSampler(interpolation, fillHere);
        return (
            $"F.affine(image, {Number(made.Angle)}, [{made.TranslateX}, {made.TranslateY}], {Number(made.Scale)}, " +
            $"[{Number(made.ShearX)}, {Number(made.ShearY)}], F.InterpolationMode.{mode}, {fillThere}, {middle})",
            (source, destination) =>
            {
                var (centerX, centerY) = center ?? (source.Width * 0.5, source.Height * 0.5);
                sampler.Sample(source, destination, AffineMatrix.Inverse(made, centerX, centerY));
            }
        );
    }
}
