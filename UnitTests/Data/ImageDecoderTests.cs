using Toolkit.Data;
using Toolkit.Images;
using Toolkit.UnitTests.Augmentation;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Data;

/// <summary>Image files of every kind, written by PIL and read as PIL reads them.</summary>
[TestClass]
public sealed class ImageDecoderTests
{
    private static string folder = "";

    [ClassInitialize]
    public static void WriteFiles(TestContext _)
    {
        folder = Directory.CreateTempSubdirectory("images").FullName;
        Python.Run("Data/image_files.py", folder);
    }

    [ClassCleanup]
    public static void DeleteFiles() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void EveryKindOfFileIsReadAsPilReadsIt()
    {
        var files = Directory.GetFiles(folder, "*.raw");
        Assert.IsGreaterThan(50, files.Length);
        var image = new ImageBuffer();
        foreach (var file in files.Select(raw => raw[..^4]))
        {
            ImageDecoder.DecodeFile(file, image);
            TestImages.AreEqual(TorchvisionReference.Read(file + ".raw"), image, Tolerance(file), Path.GetFileName(file));
        }

        // JPEG libraries may round differently, and 16 bits can be cut or rounded to 8.
        static int Tolerance(string file) =>
            file.EndsWith(".jpg", StringComparison.Ordinal) ? 2 : file.Contains("16", StringComparison.Ordinal) ? 1 : 0;
    }

    [TestMethod]
    [DataRow("colour.jpg")]
    [DataRow("progressive.jpg")]
    [DataRow("colour.png")]
    [DataRow("alpha.png")]
    [DataRow("colour.webp")]
    [DataRow("colour.bmp")]
    public void ATruncatedFileIsNamed(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(folder, name));
        foreach (var share in new[] { 0.02, 0.3, 0.6, 0.95 })
        {
            var error = Assert.ThrowsExactly<UnreadableImageException>(
                () => ImageDecoder.Decode(whole[..(int)(whole.Length * share)], "cats/7.img", new ImageBuffer()),
                $"{share:P0} of the file");
            StringAssert.Contains(error.Message, "cats/7.img");
        }
    }

    [TestMethod]
    public void DamagedAlphaIsNamed()
    {
        var file = File.ReadAllBytes(Path.Combine(folder, "alpha-filters.png"));
        for (var position = 60; position < file.Length - 12; position += 97)
        {
            var damaged = file.ToArray();
            damaged[position] ^= 0x55;
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(damaged, "x.png", new ImageBuffer()));
            StringAssert.Contains(error.Message, "x.png");
        }
    }

    [TestMethod]
    public void WhatIsNoImageIsNamed()
    {
        foreach (var content in new byte[][] { [], "hello"u8.ToArray(), [0xFF, 0xD8, 0xFF], new byte[10_000] })
        {
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(content, "notes.jpg", new ImageBuffer()));
            Assert.AreEqual("notes.jpg", error.ImageName);
            StringAssert.Contains(error.Message, "notes.jpg");
        }
        Assert.ThrowsExactly<UnreadableImageException>(
            () => ImageDecoder.DecodeFile(Path.Combine(folder, "missing.png"), new ImageBuffer()));
    }

    [TestMethod]
    public void EncodedBytesOfAnyContentNeverEndInAnotherException()
    {
        var random = new Random(1);
        var image = new ImageBuffer();
        foreach (var name in new[] { "turned6II.jpg", "turned6.png", "turned6.webp", "alpha-interlaced.png", "palette-transparent.png" })
        {
            var file = File.ReadAllBytes(Path.Combine(folder, name));
            for (var attempt = 0; attempt < 200; attempt++)
            {
                var damaged = file.ToArray();
                for (var i = 0; i < 3; i++) damaged[random.Next(Math.Min(damaged.Length, 300))] = (byte)random.Next(256);
                try
                {
                    ImageDecoder.Decode(damaged, name, image);
                }
                catch (UnreadableImageException)
                {
                    // The only exception that damage may cause.
                }
            }
        }
    }

    [TestMethod]
    public void MLImageIsCopiedInItsOrderOfColours()
    {
        byte[] rgba = [10, 20, 30, 255, 40, 50, 60, 255];
        var image = new ImageBuffer();
        using var first = Microsoft.ML.Data.MLImage.CreateFromPixels(2, 1, Microsoft.ML.Data.MLPixelFormat.Rgba32, rgba);
        ImageDecoder.Copy(first, image);
        CollectionAssert.AreEqual(new byte[] { 10, 40, 20, 50, 30, 60 }, image.Pixels.ToArray());
        using var second = Microsoft.ML.Data.MLImage.CreateFromPixels(2, 1, Microsoft.ML.Data.MLPixelFormat.Bgra32, rgba);
        ImageDecoder.Copy(second, image);
        CollectionAssert.AreEqual(new byte[] { 30, 60, 20, 50, 10, 40 }, image.Pixels.ToArray());
    }
}
