using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using SkiaSharp;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Data;

/// <summary>Class folders with files that are no images, or no files at all.</summary>
[TestClass]
public sealed class UnusualFilesTests
{
    private static readonly byte[] Png = TestImages.Encoded(SKEncodedImageFormat.Png), Jpeg = TestImages.Encoded(SKEncodedImageFormat.Jpeg);

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void TheSharedOtherFormatsAreReadOrCounted()
    {
        using var images = new ImageFolder(SharedFiles.Require("cases/images/other_formats.zip"));
        CollectionAssert.AreEqual(
            new[] { "0.png", "1.png", "2.png", "3.png", "d.jpe", "e", "f.JPG_large", "g.jpg.1", "j.dib", "k.pjpeg", "l.apng", "m.JPEG", "n.Png",
                "0.png", "1.png", "2.png", "3.png", "r.jfif" },
            Names(images));
        Assert.AreEqual("1 .cr2, 1 .gif, 1 .heic, 1 .jp2, 1 .jxl, 1 .psd, 1 .svg, 1 .tga, 1 .tif", images.IgnoredKinds);
        Assert.HasCount(9, images.Ignored);
        var image = new ImageBuffer();
        for (var i = 0; i < images.Count; i++) images.Read(i, image);
    }

    [TestMethod]
    public void ContentDecidesWhereTheNameDoesNot()
    {
        Write("a/1.png", Png);
        Write("b/scan", Jpeg);
        Write("b/README", "BMW and others"u8.ToArray());
        Write("b/photo.JPG-large", Jpeg);
        Write("b/photo.png.2", Png);
        Write("b/version.2", "two"u8.ToArray());
        Write("b/loading.jpg.part", Jpeg);
        Write("b/empty", []);
        using var images = new ImageFolder(folder.Path);
        CollectionAssert.AreEqual(new[] { "1.png", "photo.JPG-large", "photo.png.2", "scan" }, Names(images));
        Assert.AreEqual("2 without extension, 1 .2, 1 .part", images.IgnoredKinds);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhatSystemsPutBesideImagesIsNeitherClassNorImage(bool zipped)
    {
        Write("cats/1.png", Png);
        Write("dogs/2.png", Png);
        string[] folders = ["__MACOSX", "@eaDir", ".thumbnails", "$RECYCLE.BIN", "System Volume Information", "#recycle", "lost+found", ".git"];
        foreach (var name in folders)
        {
            Write($"{name}/x/1.png", Png);
            Write($"cats/{name}/2.png", Png);
        }
        foreach (var name in new[] { "Thumbs.db", "desktop.ini", ".DS_Store", "._1.png", "thumbs.DB" }) Write($"dogs/{name}", Png);
        using var packed = new TemporaryFolder();
        if (zipped) ZipFile.CreateFromDirectory(folder.Path, packed.File("images.zip"));
        using var images = new ImageFolder(zipped ? packed.File("images.zip") : folder.Path);
        CollectionAssert.AreEqual(new[] { "cats", "dogs" }, images.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "1.png", "2.png" }, Names(images));
        Assert.IsEmpty(images.Ignored);
        Assert.AreEqual("", images.IgnoredKinds);
    }

    /// <summary>A data set kept in a hidden folder, of which the classes are links.</summary>
    [TestMethod]
    public void LinksIntoHiddenFoldersAreFollowed()
    {
        Write(".store/cats/1.png", Png);
        Write("dogs/2.png", Png);
        Link("cats", Path.Combine(".store", "cats"));
        using var images = new ImageFolder(folder.Path);
        CollectionAssert.AreEqual(new[] { "1.png", "2.png" }, Names(images));
    }

    /// <summary>Links with relative targets, of a file and of a folder, inside a folder that is reached by a link itself.</summary>
    [TestMethod]
    public void LinksInsideALinkedFolderLeadFromWhereItReallyIs()
    {
        using var pool = new TemporaryFolder();
        foreach (var name in new[] { "birds/old", "raw" }) Directory.CreateDirectory(pool.File(name));
        foreach (var name in new[] { "birds/1.png", "raw/2.png", "raw/3.png" }) File.WriteAllBytes(pool.File(name), Png);
        File.CreateSymbolicLink(pool.File("birds/link.png"), Path.Combine("..", "raw", "2.png"));
        Directory.CreateSymbolicLink(pool.File("birds/raw"), Path.Combine("..", "raw"));
        Write("cats/1.png", Png);
        Link("birds", pool.File("birds"));
        using var images = new ImageFolder(folder.Path, new() { Unreadable = UnreadableImages.Skip });
        CollectionAssert.AreEqual(new[] { "1.png", "link.png", "2.png", "3.png", "1.png" }, Names(images));
        Assert.IsEmpty(images.Skipped);
    }

    [TestMethod]
    public void ALinkWithARelativePathIsReadByARelativePath()
    {
        Write("a/1.png", Png);
        Link("a/2.png", "1.png");
        var image = new ImageBuffer();
        ImageDecoder.DecodeFile(Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.File("a/2.png")), image);
        Assert.AreEqual((48, 64), (image.Height, image.Width));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(60_000)]
    public void PipesSocketsDevicesAndLinksToThemAreNotWaitedFor()
    {
        Write("a/1.png", Png);
        Write("b/1.png", Png);
        using (var process = Process.Start("mkfifo", [folder.File("a/pipe.jpg"), folder.File("a/pipe")])) process.WaitForExit();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("a/socket.png")));
        Link("a/link.jpg", "pipe.jpg");
        Link("a/zeros.png", "/dev/zero");
        Link("a/missing.png", "nowhere");
        Link("a/loop.png", "loop.png");
        Link("a/good.png", "1.png");
        Directory.CreateDirectory(folder.File("b/folder.jpg"));

        using var images = new ImageFolder(folder.Path, new() { Unreadable = UnreadableImages.Skip });
        CollectionAssert.AreEqual(new[] { "1.png", "good.png", "1.png" }, Names(images));
        CollectionAssert.AreEqual(new[] { folder.File("a/pipe") }, images.Ignored.ToArray());
        CollectionAssert.AreEqual(
            new[] { "link.jpg", "loop.png", "missing.png", "pipe.jpg", "socket.png", "zeros.png" },
            images.Skipped.Select(skipped => Path.GetFileName(skipped.Name)).ToArray());
        StringAssert.Contains(images.Skipped[3].Reason, "a pipe, a socket or a device");

        using var throwing = new ImageFolder(folder.Path);
        for (var i = 0; i < throwing.Count; i++)
        {
            var name = throwing.NameOf(i);
            if (images.Skipped.All(skipped => skipped.Name != name)) throwing.Read(i, new ImageBuffer());
            else Assert.AreEqual(name, Assert.ThrowsExactly<UnreadableImageException>(() => throwing.Read(i, new ImageBuffer())).ImageName);
        }
        StringAssert.Contains(Refusal(() => ImageDecoder.DecodeFile(folder.File("b/folder.jpg"), new ImageBuffer())), "It is a folder.");
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.File("a/pipe"))), "is a pipe");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AHeaderOfTooManyPixelsIsNamedOrLeftOut(bool zipped)
    {
        Write("a/1.png", Png);
        Write("b/1.png", Png);
        foreach (var size in new[] { 30_000, 50_000 })
            Write($"b/{size}.png", File.ReadAllBytes(SharedFiles.Require($"cases/images/header_{size}x{size}.png")));
        using var packed = new TemporaryFolder();
        if (zipped) ZipFile.CreateFromDirectory(folder.Path, packed.File("images.zip"));
        var path = zipped ? packed.File("images.zip") : folder.Path;
        var before = GC.GetTotalAllocatedBytes();
        using var images = new ImageFolder(path, new() { Unreadable = UnreadableImages.Skip });
        CollectionAssert.AreEqual(new[] { "1.png", "1.png" }, Names(images));
        CollectionAssert.AreEqual(new[] { "30000.png", "50000.png" }, images.Skipped.Select(skipped => Path.GetFileName(skipped.Name)).ToArray());
        using var throwing = new ImageFolder(path);
        StringAssert.Contains(Refusal(() => throwing.Read(2, new ImageBuffer())), "b/30000.png cannot be read as an image. It has 30000×30000 pixels");
        Assert.IsLessThan(16 << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void AFileThatVanishesOrChangesIsNamed()
    {
        Write("a/1.png", Png);
        Write("a/2.png", Png);
        Write("b/1.png", Png);
        using var images = new ImageFolder(folder.Path);
        File.Delete(folder.File("a/1.png"));
        Write("a/2.png", Png[..70]);
        for (var i = 0; i < 2; i++)
            Assert.AreEqual(images.NameOf(i), Assert.ThrowsExactly<UnreadableImageException>(() => images.Read(i, new ImageBuffer())).ImageName);
    }

    /// <summary>Without its length, which no disk has room for, it would be read.</summary>
    [TestMethod]
    public void AFileOfGigabytesIsRefusedUnread()
    {
        Write("a/1.png", Png);
        Write("b/1.png", Png);
        using (var file = File.OpenWrite(folder.File("b/1.png"))) file.SetLength(3L << 30);
        using var images = new ImageFolder(folder.Path);
        StringAssert.Contains(Refusal(() => images.Read(1, new ImageBuffer())), "b/1.png cannot be read as an image. It has 3221225472 bytes");
    }

    [TestMethod]
    public void WhatIsThereInPlaceOfImagesIsSaid()
    {
        Write("cats.zip", Png);
        Write("notes.txt", []);
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.Path)), "2 other file(s): 1 .txt, 1 .zip. Unpack archives within, such as cats.zip.");
        Write("cats/1.png", Png);
        Write("dogs/1.gif", []);
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.Path)), "3 file(s) are not used: 1 .gif, 1 .txt, 1 .zip.");
    }

    [TestMethod]
    public void TestFoldersOfFewerOrOtherClassesAreToldOfClassNames()
    {
        Write("cats/1.png", Png);
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.Path)), "ClassNames = training.ClassNames");
        Write("foxes/1.png", Png);
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.Path, new() { ClassNames = ["cats", "dogs"] })), "in ImageFolderOptions.ClassNames");
        Directory.CreateDirectory(folder.File("dogs"));
        StringAssert.Contains(Refusal(() => new ImageFolder(folder.Path)), "ClassNames = training.ClassNames");
    }

    private static string Refusal(Action open)
    {
        var error = Assert.Throws<Exception>(open);
        Assert.IsTrue(error is UnreadableImageException or InvalidDataException, $"{error}");
        return error.Message;
    }

    private static string[] Names(ImageFolder images) => [.. Enumerable.Range(0, images.Count).Select(i => Path.GetFileName(images.NameOf(i)))];

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
        File.WriteAllBytes(folder.File(path), content);
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(folder.File(path), target);
}
