using Toolkit.Augmentation;
using Toolkit.UnitTests.Images;
using static Toolkit.UnitTests.Images.TorchvisionComparison;

namespace Toolkit.UnitTests.Augmentation;

[TestClass]
public sealed class GaussianFilterTests
{
    /// <summary>torchvision sums in two dimensions at once, so that a sum can lie on the other side of a half.</summary>
    [TestMethod]
    public void BlursAsTorchvisionDoes() => Compare(
    [
        Blur(3, 3, 0.1), Blur(3, 3, 0.8), Blur(5, 5, 2), Blur(1, 7, 1.3), Blur(9, 3, 1.9), Blur(23, 23, 2), Blur(1, 1, 1),
    ], tolerance: 1);

    [TestMethod]
    public void ImagesSmallerThanTheKernelAreMirroredRepeatedly()
    {
        var line = TestImages.From(1, 1, 3, 0, 90, 240);
        var blurred = TestImages.Copy(line);
        GaussianFilter.ForThisThread.Blur(line, blurred, 9, 9, sigma: 1000);    // all nine weights are equal
        // … 0 90 240 90 [0 90 240] 90 0 90 240 …
        byte[] expected = [(0 * 3 + 90 * 4 + 240 * 2) / 9, (0 * 2 + 90 * 5 + 240 * 2) / 9, (0 * 2 + 90 * 4 + 240 * 3) / 9];
        TestImages.AreEqual(TestImages.From(1, 1, 3, expected), blurred, 1, "three pixels");

        var dot = TestImages.From(3, 1, 1, 7, 8, 255);
        GaussianFilter.ForThisThread.Blur(dot, blurred, 5, 5, sigma: 2);
        TestImages.AreEqual(dot, blurred, 0, "one pixel");
    }

    private static (string, Kernel) Blur(int height, int width, double sigma) => (
        $"F.gaussian_blur(image, [{width}, {height}], [{Number(sigma)}, {Number(sigma)}])",
        (source, destination) => GaussianFilter.ForThisThread.Blur(source, destination, height, width, sigma));
}
