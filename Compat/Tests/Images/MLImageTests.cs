using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class MLImageTests
{
    [TestMethod]
    [DataRow(".png", 0)]
    [DataRow(".webp", 0)]
    [DataRow(".jpg", 60)]
    [DataRow(".JPEG", 60)]
    public void SavedImagesAreReadBack(string extension, int tolerance)
    {
        using var image = MLImage.CreateFromFile(ImageFixtures.PathOf("rgb.png"));
        var path = Path.Combine(ImageFixtures.Folder, "saved" + extension);
        image.Save(path);
        using var again = MLImage.CreateFromFile(path);
        MLImageDecodingTests.AssertClose(image.Pixels, again.Pixels, tolerance);
    }

    [TestMethod]
    [DataRow(".png")]
    [DataRow(".webp")]
    public void AlphaSurvivesSaving(string extension)
    {
        using var image = MLImage.CreateFromFile(ImageFixtures.PathOf("alpha.png"));
        var path = Path.Combine(ImageFixtures.Folder, "saved-alpha" + extension);
        image.Save(path);
        using var again = MLImage.CreateFromFile(path);
        MLImageDecodingTests.AssertClose(image.Pixels, again.Pixels, tolerance: 1);
    }

    [TestMethod]
    [DataRow(".png", 0)]
    [DataRow(".jpg", 3)]
    public void RgbaImagesAreSavedWithTheirColoursInPlace(string extension, int tolerance)
    {
        var pixels = new byte[16 * 16 * 4];
        for (var i = 0; i < pixels.Length; i += 4) (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (200, 100, 50, 255);
        using var image = MLImage.CreateFromPixels(16, 16, MLPixelFormat.Rgba32, pixels);
        var path = Path.Combine(ImageFixtures.Folder, "rgba" + extension);
        image.Save(path);
        using var again = MLImage.CreateFromFile(path);
        MLImageDecodingTests.AssertClose([50, 100, 200, 255], again.Pixels[..4], tolerance);
    }

    [TestMethod]
    public void UnknownExtensionsAndWrongSizesAreRefused()
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => image.Save("/tmp/x.gif")).Message, ".png");
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Bgra32, []));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(65536, 65536, MLPixelFormat.Bgra32, []));
    }

    [TestMethod]
    public void ADisposedImageRefusesEveryMember()
    {
        var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Tag = "a";
        Assert.AreEqual("a", image.Tag);
        image.Dispose();
        image.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Tag);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Pixels.Length);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.PixelFormat);
    }
}
