using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class ResizeImagesTests
{
    private readonly MLContext ml = new(seed: 1);

    /// <summary>90 × 30 pixels: red, green and blue thirds.</summary>
    private static MLImage Tricolour(bool upright)
    {
        var (width, height) = upright ? (30, 90) : (90, 30);
        var pixels = new byte[4 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            var third = (upright ? i / width : i % width) / 30;
            pixels[4 * i + 2 - third] = 255;
            pixels[4 * i + 3] = 255;
        }
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
    }

    private (char[] Colours, byte Corner) Resize(bool upright, int width, int height, ResizingKind kind, Anchor anchor)
    {
        var data = ImageRows.FreeImages(ml, Tricolour(upright));
        var resized = ml.Transforms.ResizeImages("Image", width, height, null, kind, anchor).Fit(data).Transform(data);
        Assert.AreEqual(new ImageDataViewType(height, width), resized.Schema["Image"].Type);
        return ImageRows.Read<MLImage, (char[], byte)>(resized, "Image", image =>
        {
            Assert.AreEqual((width, height), (image.Width, image.Height));
            return ([Colour(image, 2, 2), Colour(image, width / 2, height / 2), Colour(image, width - 3, height - 3)], image.Pixels[3]);
        })[0];
    }

    private static char Colour(MLImage image, int x, int y)
    {
        var pixel = image.Pixels.Slice(4 * (y * image.Width + x), 4);
        return pixel[0] > 128 ? 'b' : pixel[1] > 128 ? 'g' : pixel[2] > 128 ? 'r' : '-';
    }

    [TestMethod]
    [DataRow(false, Anchor.Left, "rrr")]
    [DataRow(false, Anchor.Center, "ggg")]
    [DataRow(false, Anchor.Right, "bbb")]
    [DataRow(false, Anchor.Top, "ggg")]
    [DataRow(true, Anchor.Top, "rrr")]
    [DataRow(true, Anchor.Center, "ggg")]
    [DataRow(true, Anchor.Bottom, "bbb")]
    [DataRow(true, Anchor.Right, "ggg")]
    public void IsoCropKeepsTheAnchoredPart(bool upright, Anchor anchor, string expected)
    {
        Assert.AreEqual(expected, new string(Resize(upright, 15, 15, ResizingKind.IsoCrop, anchor).Colours));
    }

    [TestMethod]
    public void IsoPadShowsEverythingAndLeavesTheRestZero()
    {
        var (colours, corner) = Resize(false, 30, 30, ResizingKind.IsoPad, Anchor.Center);
        Assert.AreEqual(("-g-", 0), (new string(colours), corner));
        (colours, corner) = Resize(true, 30, 30, ResizingKind.IsoPad, Anchor.Center);
        Assert.AreEqual(("-g-", 0), (new string(colours), corner));
    }

    [TestMethod]
    public void FillStretches()
    {
        var (colours, corner) = Resize(false, 12, 40, ResizingKind.Fill, Anchor.Center);
        Assert.AreEqual(("rgb", 255), (new string(colours), corner));
    }

    [TestMethod]
    public void TheDefaultIsACentredCrop()
    {
        var data = ImageRows.FreeImages(ml, Tricolour(false));
        var resized = ml.Transforms.ResizeImages("Small", 10, 10, "Image").Fit(data).Transform(data);
        CollectionAssert.AreEqual(new[] { 'g' }, ImageRows.Read<MLImage, char>(resized, "Small", image => Colour(image, 0, 0)));
    }

    [TestMethod]
    public void AnImageOfThatSizeAndAMissingOnePassThrough()
    {
        var image = ImageRows.Counting();
        image.Tag = "tag";
        var data = ImageRows.Images(ml, image, null);
        var resized = ml.Transforms.ResizeImages("Image", 3, 2).Fit(data).Transform(data);
        var found = ImageRows.Read<MLImage?, MLImage?>(resized, "Image", value => value);
        Assert.AreSame(image, found[0]);
        Assert.IsNull(found[1]);
    }

    [TestMethod]
    public void TheTagGoesAlong()
    {
        var image = ImageRows.Counting();
        image.Tag = "a.png";
        var data = ImageRows.Images(ml, image);
        var pipeline = ml.Transforms.ResizeImages("Image", 6, 4).Append(ml.Transforms.ConvertToGrayscale("Grey", "Image"));
        var grey = pipeline.Fit(data).Transform(data);
        Assert.AreEqual(new ImageDataViewType(4, 6), grey.Schema["Grey"].Type);
        CollectionAssert.AreEqual(new[] { "a.png" }, ImageRows.Read<MLImage, string?>(grey, "Grey", value => value.Tag));
    }

    [TestMethod]
    public void WrongArgumentsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ml.Transforms.ResizeImages("Image", 0, 2));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ResizeImages("Image", 2, -1));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ResizeImages("Image", 2, 2, null, (ResizingKind)9));
        Assert.Throws<ArgumentException>(() => ml.Transforms.ResizeImages("Image", 2, 2, null, ResizingKind.IsoCrop, (Anchor)9));
    }
}
