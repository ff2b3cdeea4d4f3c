using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class LoadImagesTests
{
    private readonly MLContext ml = new(seed: 1);

    [TestMethod]
    public void RelativePathsStartFromTheFolderAndTheTagIsTheWholePath()
    {
        var data = ImageRows.Paths(ml, "rgb.png", "grey.jpg", "");
        var images = ml.Transforms.LoadImages("Image", ImageFixtures.Folder, "Path").Fit(data).Transform(data);
        Assert.AreEqual(new ImageDataViewType(), images.Schema["Image"].Type);
        var found = ImageRows.Read<MLImage?, (int?, string?)>(images, "Image", image => (image?.Width, image?.Tag));
        CollectionAssert.AreEqual(
            new (int?, string?)[] { (53, ImageFixtures.PathOf("rgb.png")), (53, ImageFixtures.PathOf("grey.jpg")), (null, null) }, found);
    }

    [TestMethod]
    public void WithoutAFolderPathsAreTakenAsTheyAre()
    {
        var data = ImageRows.Paths(ml, ImageFixtures.PathOf("rgb.png"));
        var images = ml.Transforms.LoadImages("Path", null).Fit(data).Transform(data);
        CollectionAssert.AreEqual(new[] { 37 }, ImageRows.Read<MLImage, int>(images, "Path", image => image.Height));
    }

    [TestMethod]
    public void ImagesAreDisposedOfAsTheCursorMoves()
    {
        var data = ImageRows.Paths(ml, "rgb.png", "rgb.jpg");
        var images = ml.Transforms.LoadImages("Image", ImageFixtures.Folder, "Path").Fit(data).Transform(data);
        var kept = ImageRows.Read<MLImage, MLImage>(images, "Image", image => image);
        foreach (var image in kept) Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
    }

    [TestMethod]
    public void RawBytesAreThoseOfTheFile()
    {
        var data = ImageRows.Paths(ml, "rgb.jpg", "");
        var bytes = ml.Transforms.LoadRawImageBytes("Bytes", ImageFixtures.Folder, "Path").Fit(data).Transform(data);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Byte), bytes.Schema["Bytes"].Type);
        var found = ImageRows.Read<VBuffer<byte>, byte[]>(bytes, "Bytes", value => [.. value.DenseValues()]);
        CollectionAssert.AreEqual(File.ReadAllBytes(ImageFixtures.PathOf("rgb.jpg")), found[0]);
        Assert.AreEqual(0, found[1].Length);
    }

    [TestMethod]
    public void AnUnreadableFileIsAnErrorWhenItIsRead()
    {
        var broken = ImageFixtures.PathOf("broken.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(ImageFixtures.PathOf("rgb.png"))[..400]);
        var data = ImageRows.Paths(ml, broken);
        var images = ml.Transforms.LoadImages("Image", null, "Path").Fit(data).Transform(data);
        var error = Assert.ThrowsExactly<ArgumentException>(() => ImageRows.Read<MLImage, int>(images, "Image", image => image.Width));
        StringAssert.Contains(error.Message, broken);

        data = ImageRows.Paths(ml, "/no/such/file.png");
        images = ml.Transforms.LoadImages("Image", null, "Path").Fit(data).Transform(data);
        Assert.Throws<IOException>(() => ImageRows.Read<MLImage, int>(images, "Image", image => image.Width));
    }

    [TestMethod]
    public void WrongFoldersAndColumnsAreRefusedAtOnce()
    {
        Assert.ThrowsExactly<ArgumentException>(() => ml.Transforms.LoadImages("Image", "/no/such/folder", "Path"));
        var data = ImageRows.Paths(ml, "rgb.png");
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.LoadImages("Image", null, "Missing").Fit(data));
        var images = ImageRows.Images(ml, ImageRows.Counting());
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.LoadImages("Image", null).Fit(images));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.ResizeImages("Path", 2, 2).Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.ConvertToGrayscale("Path").Fit(data));
    }
}
