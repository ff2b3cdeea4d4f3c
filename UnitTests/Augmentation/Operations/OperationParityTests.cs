using System.Text.Json;
using Toolkit.Augmentation;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;
using static Toolkit.UnitTests.Images.TorchvisionComparison;

namespace Toolkit.UnitTests.Augmentation.Operations;

/// <summary>The operations of RandAugment and TrivialAugment against torchvision's on PIL images: the same 8-bit values.</summary>
[TestClass]
public sealed class OperationParityTests
{
    private static readonly string[] Names =
    [
        "Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color", "Contrast", "Sharpness", "Posterize", "Solarize",
        "AutoContrast", "Equalize",
    ];

    /// <summary>A narrow range of values, one value, and fewer pixels of all values than equalizing has steps for.</summary>
    private static readonly ImageBuffer[] Histograms = [Narrow(), TestImages.From(1, 2, 2, 9, 9, 9, 9), TestImages.Noise(3, 17, 18)];

    [TestMethod]
    public void OperationsAreTorchvisions() => Compare([.. Names.SelectMany(Cases)], moreImages: [.. SmallImages, .. Histograms]);

    /// <summary>torchvision has them in float32.</summary>
    [TestMethod]
    public void MagnitudesAreTorchvisions()
    {
        var printed = Python.RunCode("""
            import json
            import torchvision.transforms as T
            for bins in 31, 10, 11:
                for space in T.RandAugment()._augmentation_space(bins, (150, 224)), T.TrivialAugmentWide()._augmentation_space(bins):
                    print(json.dumps([[values.tolist() if values.ndim else [0.0] * bins, signed] for values, signed in space.values()]))
            """);
        var lines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var image = TestImages.Noise(1, 150, 224);
        for (var line = 0; line < lines.Length; line++)
        {
            var bins = new[] { 31, 10, 11 }[line / 2];
            var expected = JsonSerializer.Deserialize<JsonElement[][]>(lines[line])!;
            var space = line % 2 == 0 ? RandAugment.Space : TrivialAugmentWide.Space;
            for (var number = 0; number < Names.Length; number++)
            {
                var operation = space[number];
                double[] magnitudes = [.. Enumerable.Range(0, bins).Select(bin => operation.Magnitude(bin, bins, image))];
                foreach (var (theirs, ours) in expected[number][0].Deserialize<double[]>()!.Zip(magnitudes))
                    Assert.AreEqual(theirs, ours, 1e-6 * Math.Abs(theirs), $"{Names[number]} in {bins}");
                Assert.AreEqual(expected[number][1].GetBoolean(), operation.IsSigned, Names[number]);
            }
        }
    }

    private static IEnumerable<(string, Kernel)> Cases(string name, int number)
    {
        var operation = TrivialAugmentWide.Space[number];
        var sampler = new AffineSampler(AffineInterpolation.Nearest, null);
        var image = TestImages.Noise(1, 32, 32);
        double[] magnitudes = [.. new[] { 0, 1, 9, 15, 30 }.Select(bin => operation.Magnitude(bin, 31, image)).Distinct()];
        if (operation.IsSigned) magnitudes = [.. magnitudes, .. magnitudes.Select(magnitude => -magnitude)];
        return magnitudes.Select(magnitude => (
            $"T.autoaugment._apply_op(image, '{name}', {Number(magnitude)}, F.InterpolationMode.NEAREST, None)",
            (Kernel)((source, destination) => operation.Apply(source, destination, magnitude, sampler))));
    }

    private static ImageBuffer Narrow()
    {
        var image = TestImages.Noise(3, 30, 30);
        foreach (ref var pixel in image.Pixels) pixel = (byte)(60 + pixel / 3);
        return image;
    }
}
