using System.IO.Compression;
using Toolkit.Data;
using Toolkit.Datasets;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Data;

[TestClass]
public sealed class ImageFolderTests
{
    private string root = "";

    [TestInitialize]
    public void MakeFolder() => root = Directory.CreateTempSubdirectory("ordner-äöü-日本").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(root, recursive: true);

    [TestMethod]
    public void ClassesAreInOrdinalOrderAndImagesClassByClass()
    {
        Images("dogs/2.png", "dogs/10.png", "cats/old/3.PNG", "cats/1.png", "Birds/x.png", "été/ü.png");
        using var folder = new ImageFolder(root);
        CollectionAssert.AreEqual(new[] { "Birds", "cats", "dogs", "été" }, folder.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 1, 2, 2, 3 }, Labels(folder));
        Assert.AreEqual(Path.Combine(root, "cats/old/3.PNG"), folder.NameOf(2));
        var image = new ImageBuffer();
        folder.Read(5, image);
        Assert.AreEqual((3, 4, 5), (image.Channels, image.Height, image.Width));
    }

    [TestMethod]
    public void AnEncryptedZipFileSaysSoWhenItIsOpened()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new ImageFolder(SharedFiles.Require("cases/images/encrypted.zip")));
        StringAssert.Contains(error.Message, "encrypted.zip is encrypted (");
    }

    /// <summary>Links to the parent, to the own folder, to another class and to a folder outside; only the last one has images of its own.</summary>
    [TestMethod]
    public void LinkedFoldersAreFollowedOnce()
    {
        Images("cats/1.png", "dogs/2.png", "outside/3.png");
        var outside = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.Move(Path.Combine(root, "outside"), Path.Combine(outside, "birds"));
            Link("cats/up", "..");
            Link("cats/a", ".");
            Link("cats/b", ".");
            Link("cats/dogs", "../dogs");
            Link("birds", Path.Combine(outside, "birds"));
            Link("dogs/everything", "/");
            using var folder = new ImageFolder(root);
            CollectionAssert.AreEqual(new[] { "birds/3.png", "cats/1.png", "dogs/2.png" }, Names(folder));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }

        void Link(string path, string target) => Directory.CreateSymbolicLink(Path.Combine(root, path), target);

        string[] Names(ImageFolder folder) =>
            [.. Enumerable.Range(0, folder.Count).Select(i => Path.GetRelativePath(root, folder.NameOf(i)).Replace('\\', '/'))];
    }

    [TestMethod]
    public void JpegsAreDecodedAsTheOptionsSay()
    {
        Images("dogs/2.png", "cats/1.png");
        using var folder = new ImageFolder(root, new ImageFolderOptions { Decoding = new ImageDecodingOptions { MaxPixels = 19 } });
        StringAssert.Contains(Assert.ThrowsExactly<UnreadableImageException>(() => folder.Read(0, new ImageBuffer())).Message, "more than the 19");
    }

    [TestMethod]
    public void AZipFileReadsAsTheFolderDoes()
    {
        Images("dogs/2.png", "cats/1.png", "été/ü.png");
        var zip = Zip();
        using ImageFolder folder = new(root), zipped = new(zip);
        CollectionAssert.AreEqual(folder.ClassNames.ToArray(), zipped.ClassNames.ToArray());
        CollectionAssert.AreEqual(Labels(folder), Labels(zipped));
        ImageBuffer first = new(), second = new();
        for (var i = 0; i < folder.Count; i++)
        {
            folder.Read(i, first);
            zipped.Read(i, second);
            CollectionAssert.AreEqual(first.Pixels.ToArray(), second.Pixels.ToArray());
        }
        Assert.AreEqual($"{zip}/été/ü.png", zipped.NameOf(2));
        File.Delete(zip);
    }

    [TestMethod]
    public void FoldersAroundTheClassFoldersAreIgnored()
    {
        Images("flowers/v2/roses/1.png", "flowers/v2/tulips/1.png");
        var zip = Zip();
        using ImageFolder folder = new(root), zipped = new(zip);
        CollectionAssert.AreEqual(new[] { "roses", "tulips" }, folder.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "roses", "tulips" }, zipped.ClassNames.ToArray());
        File.Delete(zip);
    }

    [TestMethod]
    public void HiddenFilesAreIgnoredAndUnusedFilesListed()
    {
        Images("a/1.png", "b/1.png", ".git/x/1.png", "a/.cache/1.png", "a/._1.png", "__MACOSX/a/1.png", "overview.png");
        File.WriteAllText(Path.Combine(root, "a", "moving.gif"), "GIF89a");
        File.WriteAllText(Path.Combine(root, "a", "notes.txt"), "");
        using var folder = new ImageFolder(root);
        Assert.AreEqual(2, folder.Count);
        CollectionAssert.AreEqual(
            new[] { Path.Combine(root, "a/moving.gif"), Path.Combine(root, "a/notes.txt"), Path.Combine(root, "overview.png") },
            folder.Ignored.ToArray());
        Assert.AreEqual("1 .gif, 1 .png outside the class folders, 1 .txt", folder.IgnoredKinds);
    }

    [TestMethod]
    public void GivenClassNamesSetTheLabels()
    {
        Images("b/1.png", "a/1.png");
        using var folder = new ImageFolder(root, new() { ClassNames = ["c", "b", "a"] });
        CollectionAssert.AreEqual(new[] { 1, 2 }, Labels(folder));
        Directory.Delete(Path.Combine(root, "a"), recursive: true);
        using var one = new ImageFolder(root, new() { ClassNames = ["c", "b", "a"] });
        CollectionAssert.AreEqual(new[] { 1 }, Labels(one));
    }

    [TestMethod]
    public void AFolderThatIsNoGivenClassIsNamed()
    {
        Images("cats/1.png", "dgs/1.png");
        Fails<InvalidDataException>(["\"dgs\"", "Did you mean \"dogs\"?"], new() { ClassNames = ["cats", "dogs"] });
        Fails<ArgumentException>(["different names"], new() { ClassNames = ["cats", "cats"] });
    }

    [TestMethod]
    public void LayoutsThatCannotBeUsedAreExplained()
    {
        Fails<InvalidDataException>(["no images", "cats/1.jpg"]);
        Images("1.png");
        Fails<InvalidDataException>(["1 images but no class folders"]);
        Images("cats/1.png");
        Fails<InvalidDataException>(["only one class, \"cats\""]);
        Directory.CreateDirectory(Path.Combine(root, "dogs"));
        Fails<InvalidDataException>(["no images for 1 of its 2 classes", "\"dogs\""]);
    }

    [TestMethod]
    public void PartsOfADataSetAreNotTakenForClasses()
    {
        Images("train/cats/1.png", "train/dogs/1.png", "val/cats/1.png", "val/dogs/1.png");
        Fails<InvalidDataException>(["parts of a data set: train, val"]);
    }

    [TestMethod]
    public void MissingAndDamagedPathsAreNamed()
    {
        var missing = Path.Combine(root, "missing");
        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => new ImageFolder(missing));
        StringAssert.Contains(error.Message, missing);
        var text = Path.Combine(root, "text.zip");
        File.WriteAllText(text, "no zip file");
        var damaged = Assert.ThrowsExactly<InvalidDataException>(() => new ImageFolder(text));
        StringAssert.Contains(damaged.Message, text);
    }

    [TestMethod]
    public void AnUnreadableImageThrowsOrIsSkippedAndListed()
    {
        Images("a/1.png", "a/3.png", "b/1.png");
        var bad = Path.Combine(root, "a", "2.png");
        File.WriteAllText(bad, "no image");
        using (var folder = new ImageFolder(root))
        {
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => folder.Read(1, new ImageBuffer()));
            StringAssert.Contains(error.Message, bad);
            Assert.IsEmpty(folder.Skipped);
        }
        using var rest = new ImageFolder(root, new() { Unreadable = UnreadableImages.Skip });
        Assert.AreEqual(3, rest.Count);
        Assert.AreEqual(bad, rest.Skipped.Single().Name);
        CollectionAssert.AreEqual(new[] { 0, 0, 1 }, Labels(rest));

        File.WriteAllText(Path.Combine(root, "b", "1.png"), "no image either");
        Fails<InvalidDataException>(["\"b\"", "2 file(s) could not be read"], new() { Unreadable = UnreadableImages.Skip });
    }

    [TestMethod]
    public void SeveralThreadsReadOneZipFile()
    {
        Images([.. Enumerable.Range(0, 200).Select(i => $"{(char)('a' + i % 3)}/{i}.png")]);
        var zip = Zip();
        using ImageFolder folder = new(root), zipped = new(zip);
        var expected = InMemoryImages.Load(folder, threads: 1);
        var actual = InMemoryImages.Load(zipped, threads: 4);
        for (var i = 0; i < expected.Count; i++) Assert.IsTrue(expected.PixelsOf(i).SequenceEqual(actual.PixelsOf(i)));
        File.Delete(zip);
    }

    [TestMethod]
    public void ImagesOfDifferentSizesNeedAResizeToFitInMemory()
    {
        Images("a/1.png", "b/1.png");
        Write("b/2.png", 7, 9);
        using var folder = new ImageFolder(root);
        var error = Assert.ThrowsExactly<ArgumentException>(() => InMemoryImages.Load(folder));
        StringAssert.Contains(error.Message, Path.Combine(root, "b/2.png"));
        var images = InMemoryImages.Load(folder, [new Resize(6, 6)]);
        Assert.AreEqual((3, 6, 6), (images.Count, images.Height, images.Width));
        Assert.AreEqual(folder.NameOf(2), images.NameOf(2));
    }

    [TestMethod]
    public void CifarTestZip()
    {
        var zip = SharedFiles.Require("data/cifar10/test.zip");
        using var folder = new ImageFolder(zip);
        Assert.AreEqual(10_000, folder.Count);
        CollectionAssert.AreEqual(Cifar10.ClassNames.ToArray(), folder.ClassNames.ToArray());
        var images = InMemoryImages.Load(folder);
        Assert.AreEqual((3, 32, 32), (images.Channels, images.Height, images.Width));
        CollectionAssert.AreEqual(
            Enumerable.Repeat(1000, 10).ToArray(), images.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value).ToArray());
        var redMean = Enumerable.Range(0, images.Count).Average(i => Mean(images.PixelsOf(i)[..1024])) / 255;
        Assert.AreEqual(Cifar10.Mean[0], redMean, 0.01);
    }

    [TestMethod]
    public void HymenopteraPhotographs()
    {
        using var folder = new ImageFolder(SharedFiles.Require("data/hymenoptera/val"));
        CollectionAssert.AreEqual(new[] { "ants", "bees" }, folder.ClassNames.ToArray());
        var image = new ImageBuffer();
        for (var i = 0; i < folder.Count; i += 10)
        {
            folder.Read(i, image);
            Assert.AreEqual(256, Math.Min(image.Height, image.Width));
        }
    }

    private static double Mean(ReadOnlySpan<byte> pixels)
    {
        var sum = 0L;
        foreach (var pixel in pixels) sum += pixel;
        return (double)sum / pixels.Length;
    }

    private static int[] Labels(ImageFolder folder) => [.. Enumerable.Range(0, folder.Count).Select(folder.LabelOf)];

    private void Fails<T>(string[] parts, ImageFolderOptions? options = null) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(() => new ImageFolder(root, options));
        foreach (var part in parts) StringAssert.Contains(error.Message, part);
    }

    private void Images(params string[] paths)
    {
        foreach (var path in paths) Write(path, 4, 5);
    }

    private void Write(string path, int height, int width)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var pixels = new byte[4 * height * width];
        new Random(path.Length + path[0]).NextBytes(pixels);
        for (var i = 3; i < pixels.Length; i += 4) pixels[i] = 255;
        using var image = Microsoft.ML.Data.MLImage.CreateFromPixels(width, height, Microsoft.ML.Data.MLPixelFormat.Bgra32, pixels);
        var written = Path.ChangeExtension(file, ".tmp.png");
        image.Save(written);
        File.Move(written, file);
    }

    private string Zip()
    {
        var zip = root + ".zip";
        ZipFile.CreateFromDirectory(root, zip);
        return zip;
    }
}
