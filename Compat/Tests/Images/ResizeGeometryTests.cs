using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Toolkit.Compat.Tests.Images;

/// <summary>Where exactly an image lies after resizing, to the pixel.</summary>
[TestClass]
public sealed class ResizeGeometryTests
{
    private readonly MLContext ml = new(seed: 1);

    /// <summary>Red counts columns and green rows, four a pixel; blue is 0 and alpha 255.</summary>
    private static MLImage Ramp(int width, int height)
    {
        var pixels = new byte[4 * width * height];
        for (var i = 0; i < width * height; i++)
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 3]) = ((byte)(4 * (i % width)), (byte)(4 * (i / width)), 255);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    private MLImage Resize(MLImage image, int width, int height, ResizingKind kind, Anchor anchor = Anchor.Center)
    {
        var data = ImageRows.FreeImages(ml, image);
        var resized = ml.Transforms.ResizeImages("Image", width, height, null, kind, anchor).Fit(data).Transform(data);
        return ImageRows.Read<MLImage, MLImage>(
            resized, "Image", value => MLImage.CreateFromPixels(width, height, value.PixelFormat, value.Pixels))[0];
    }

    /// <summary>First and last column and row that are not transparent.</summary>
    private static (int Left, int Right, int Top, int Bottom) Covered(MLImage image)
    {
        var opaque = Enumerable.Range(0, image.Width * image.Height).Where(i => image.Pixels[4 * i + 3] == 255).ToList();
        return (opaque.Min(i => i % image.Width), opaque.Max(i => i % image.Width),
            opaque.Min(i => i / image.Width), opaque.Max(i => i / image.Width));
    }

    /// <summary>A pixel's red and green.</summary>
    private static (int Red, int Green) At(MLImage image, int x, int y)
    {
        var pixel = image.Pixels.Slice(4 * (y * image.Width + x), 4);
        return image.PixelFormat == MLPixelFormat.Rgba32 ? (pixel[0], pixel[1]) : (pixel[2], pixel[1]);
    }

    [TestMethod]
    [DataRow(60, 20, 50, 50, 0, 49, 16, 31)] // 50 × 16.67 pixels with 16.67 above: all rounded down
    [DataRow(20, 60, 50, 50, 16, 31, 0, 49)]
    [DataRow(40, 20, 40, 31, 0, 39, 5, 24)] // no scaling; 5.5 above
    [DataRow(20, 20, 30, 40, 0, 29, 5, 34)]
    public void IsoPadPutsTheWholeImageInTheMiddle(
        int fromWidth, int fromHeight, int width, int height, int left, int right, int top, int bottom)
    {
        foreach (var anchor in Enum.GetValues<Anchor>())
        {
            var padded = Resize(Ramp(fromWidth, fromHeight), width, height, ResizingKind.IsoPad, anchor);
            Assert.AreEqual((left, right, top, bottom), Covered(padded), $"whatever the anchor, such as {anchor}");
        }
    }

    [TestMethod]
    [DataRow(Anchor.Left, 0)]
    [DataRow(Anchor.Center, 15)] // of 31 columns too many, 15.5 on the left
    [DataRow(Anchor.Right, 31)]
    [DataRow(Anchor.Top, 15)]
    [DataRow(Anchor.Bottom, 15)]
    public void IsoCropCutsColumnsOffAWideImage(Anchor anchor, int first)
    {
        var cropped = Resize(Ramp(51, 20), 20, 20, ResizingKind.IsoCrop, anchor);
        // A ramp passes through the smoothing filter unchanged, but for its ends.
        for (var x = 2; x < 18; x++) Assert.AreEqual((4 * (first + x), 4 * 10), At(cropped, x, 10));
        Assert.AreEqual((0, 19, 0, 19), Covered(cropped));
    }

    [TestMethod]
    [DataRow(Anchor.Top, 0)]
    [DataRow(Anchor.Center, 15)]
    [DataRow(Anchor.Bottom, 31)]
    [DataRow(Anchor.Left, 15)]
    public void IsoCropCutsRowsOffAHighImage(Anchor anchor, int first)
    {
        var cropped = Resize(Ramp(20, 51), 20, 20, ResizingKind.IsoCrop, anchor);
        for (var y = 2; y < 18; y++) Assert.AreEqual((4 * 10, 4 * (first + y)), At(cropped, 10, y));
    }

    [TestMethod]
    public void FillTakesEveryPixelOfAnImageMadeTwiceAsLarge()
    {
        var filled = Resize(Ramp(10, 6), 20, 12, ResizingKind.Fill, Anchor.Left);
        for (var y = 0; y < 12; y++)
            for (var x = 0; x < 20; x++) Assert.AreEqual((4 * (x / 2), 4 * (y / 2)), At(filled, x, y));
    }
}
