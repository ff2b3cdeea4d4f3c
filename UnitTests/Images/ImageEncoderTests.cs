using Toolkit.Images;

namespace Toolkit.UnitTests.Images;

/// <summary>Files made of pixels give these pixels again.</summary>
[TestClass]
public sealed class ImageEncoderTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void PngKeepsEveryPixel(int channels)
    {
        var image = Gradient(channels);
        var decoded = Decoded(ImageEncoder.ToPng(image));
        for (var channel = 0; channel < 3; channel++)
            CollectionAssert.AreEqual(image.Plane(Math.Min(channel, channels - 1)).ToArray(), decoded.Plane(channel).ToArray());
    }

    [TestMethod]
    public void JpegIsNearAndSmallerAtLowerQuality()
    {
        var image = Gradient(channels: 3);
        var decoded = Decoded(ImageEncoder.ToJpeg(image));
        Assert.AreEqual((image.Height, image.Width), (decoded.Height, decoded.Width));
        var differences = image.Pixels.ToArray().Zip(decoded.Pixels.ToArray(), (before, after) => Math.Abs(before - after));
        Assert.IsLessThan(8, differences.Average());
        Assert.IsLessThan(ImageEncoder.ToJpeg(image, 95).Length, ImageEncoder.ToJpeg(image, 30).Length);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(101)]
    public void TheQualityHasARange(int quality) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageEncoder.ToJpeg(Gradient(channels: 3), quality));

    private static ImageBuffer Gradient(int channels)
    {
        var image = new ImageBuffer();
        image.Reshape(channels, 48, 64);
        for (var channel = 0; channel < channels; channel++)
            for (var i = 0; i < 48 * 64; i++) image.Plane(channel)[i] = (byte)(channel == 1 ? 255 - i % 64 * 4 : i / 64 * 5 + channel * 7);
        return image;
    }

    private static ImageBuffer Decoded(byte[] encoded)
    {
        var image = new ImageBuffer();
        ImageDecoder.Decode(encoded, "encoded", image);
        return image;
    }
}
