using Microsoft.ML.Data;
using Microsoft.ML.Images;

namespace Toolkit.Compat.Tests.Images;

/// <summary>Expected bytes are Skia's own, drawn by CanvasKit 0.42 (a build of Skia) from the same pixels.</summary>
[TestClass]
public sealed class ImageResamplerTests
{
    [TestMethod]
    public void NearestTakesTheEarlierPixelAtATieAsSkiaDoes()
    {
        using var halved = ImageResampler.Nearest(Noise(8, 8), 4, 4);
        Assert.AreEqual(
            "dc04f5ff87eca5ffbecf86ffc02298ffa4e97aff8185a9ff7823ccff0f12ffff"
            + "037aeeff92a20eff32861aff244564ff7ce99bffdb3f87ffb36d54ffe41c31ff",
            Hex(halved));
        Assert.AreEqual(MLPixelFormat.Rgba32, halved.PixelFormat);

        using var enlarged = ImageResampler.Nearest(Noise(6, 6), 13, 9);
        Assert.AreEqual(
            "dc04f5ffdc04f5fff8281afff8281aff87eca5ff87eca5ff87eca5ff9e9a39ff9e9a39ffbecf86ffbecf86ff40359cff40359cff",
            Hex(enlarged)[..104]);
    }

    [TestMethod]
    public void MitchellDrawsWhatSkiaDraws()
    {
        using var drawn = ImageResampler.Mitchell(Noise(8, 6), 5, 5, new TargetRectangle(0, 1, 5, 3));
        const string rgba = "00000000000000000000000000000000000000009b637dffb0d3adff98a76bff7468b7ff847389ff88c957ff5a5358ff7d2a7cff"
            + "5653bcff606ca2ff41abd9ffbe844fff698469ff61aa37ff8236adff0000000000000000000000000000000000000000";
        var expected = Convert.FromHexString(rgba);
        for (var i = 0; i < expected.Length; i += 4) (expected[i], expected[i + 2]) = (expected[i + 2], expected[i]);
        Assert.AreEqual(Convert.ToHexStringLower(expected), Hex(drawn));
        Assert.AreEqual(MLPixelFormat.Bgra32, drawn.PixelFormat);
    }

    [TestMethod]
    public void PremultipliedColoursStayWithinAlpha()
    {
        var pixels = new byte[6 * 4];
        for (var i = 0; i < pixels.Length; i += 4) (pixels[i], pixels[i + 3]) = ((byte)(i < 12 ? 100 : 0), 100);
        using var image = MLImage.CreateFromPixels(6, 1, MLPixelFormat.Bgra32, pixels);
        using var drawn = ImageResampler.Mitchell(image, 30, 1, new TargetRectangle(0, 0, 30, 1));
        for (var i = 0; i < 120; i += 4) Assert.IsTrue(drawn.Pixels[i] <= drawn.Pixels[i + 3] && drawn.Pixels[i + 3] == 100);
    }

    [TestMethod]
    public void GreyIsTheWeightedMeanInBothPixelFormats()
    {
        using var bgra = GrayscaleFilter.Apply(MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [10, 20, 30, 255]));
        using var rgba = GrayscaleFilter.Apply(MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 40]));
        CollectionAssert.AreEqual(new byte[] { 22, 22, 22, 255 }, bgra.Pixels.ToArray());
        CollectionAssert.AreEqual(new byte[] { 18, 18, 18, 40 }, rgba.Pixels.ToArray());
    }

    /// <summary>Opaque RGBA noise from a linear congruential generator that starts at 12345.</summary>
    private static MLImage Noise(int width, int height)
    {
        var pixels = new byte[4 * width * height];
        var state = 12345L;
        for (var i = 0; i < pixels.Length; i++)
        {
            state = NextLikeJavaScript(state);
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(state >> 16);
        }
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>The product is rounded to a double, since the expected bytes were drawn from JavaScript.</summary>
    private static long NextLikeJavaScript(long state) => (long)((double)state * 1103515245.0 + 12345.0) & 0x7fffffff;

    private static string Hex(MLImage image) => Convert.ToHexStringLower(image.Pixels);
}
