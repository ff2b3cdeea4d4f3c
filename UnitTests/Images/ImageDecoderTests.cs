using SkiaSharp;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Images;

/// <summary>Image files of every kind, written by PIL and read as PIL reads them.</summary>
[TestClass]
public sealed class ImageDecoderTests
{
    private static string folder = "";

    [ClassInitialize]
    public static void WriteFiles(TestContext _)
    {
        folder = Directory.CreateTempSubdirectory("images").FullName;
        Python.Run("Images/image_files.py", folder);
    }

    [ClassCleanup]
    public static void DeleteFiles() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void EveryKindOfFileIsReadAsPilReadsIt()
    {
        var files = Directory.GetFiles(folder, "*.raw");
        Assert.IsGreaterThan(75, files.Length);
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

    /// <summary>A header of 54 bytes announces 2.7 GB of pixels.</summary>
    [TestMethod]
    public void ASizeBeyondTheLimitIsRefusedBeforeAnythingIsDecoded()
    {
        var header = new byte[54];
        "BM"u8.CopyTo(header);
        (header[10], header[14], header[26], header[28]) = (54, 40, 1, 24);
        BitConverter.TryWriteBytes(header.AsSpan(18), 30_000);
        BitConverter.TryWriteBytes(header.AsSpan(22), 30_000);
        var before = GC.GetTotalAllocatedBytes();
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(header, "bomb.bmp", new ImageBuffer()));
        StringAssert.Contains(error.Message, "bomb.bmp");
        StringAssert.Contains(error.Message, "30000×30000 pixels (width × height), more than the 178956970");
        Assert.IsLessThan(1 << 20, GC.GetTotalAllocatedBytes() - before);

        var small = File.ReadAllBytes(Path.Combine(folder, "colour.png"));
        Assert.ThrowsExactly<UnreadableImageException>(
            () => ImageDecoder.Decode(small, "x.png", new ImageBuffer(), new ImageDecodingOptions { MaxPixels = 10 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => ImageDecoder.Decode(small, "x.png", new ImageBuffer(), new ImageDecodingOptions { MaxPixels = 0 }));
    }

    /// <summary>Skia reads GIF as well; this one, of one pixel, is whole.</summary>
    [TestMethod]
    public void OtherFormatsAreNotDecoded()
    {
        var gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(gif, "x.png", new ImageBuffer()));
        StringAssert.Contains(error.Message, "it is a Gif file");
    }

    /// <summary>Compared with the full image, resized by the same factor, which smooth photographs hardly tell apart.</summary>
    [TestMethod]
    [DataRow(33, 1)]
    [DataRow(32, 2)]
    [DataRow(16, 4)]
    [DataRow(1, 8)]
    public void AJpegIsDecodedAtAPartOfItsSizeOnRequest(int sufficient, int divisor)
    {
        var (whole, scaled, expected, random) = (new ImageBuffer(), new ImageBuffer(), new ImageBuffer(), default(ImageRandom));
        var encoded = SmoothJpeg(height: 64, width: 96);
        ImageDecoder.Decode(encoded, "x.jpg", whole);
        ImageDecoder.Decode(encoded, "x.jpg", scaled, new ImageDecodingOptions { SufficientShorterSide = sufficient });
        Assert.AreEqual((3, 64 / divisor, 96 / divisor), (scaled.Channels, scaled.Height, scaled.Width));
        new Resize(64 / divisor, 96 / divisor).Apply(whole, expected, ref random);
        TestImages.AreEqual(expected, scaled, 3, $"1/{divisor}");
    }

    [TestMethod]
    public void ABeginningIsCheckedWithoutDecodingTheRest()
    {
        var jpeg = SmoothJpeg(64, 96);
        var allowed = new ImageDecodingOptions { MaxPixels = 64 * 96 };
        ImageDecoder.CheckBeginning(jpeg, "x", allowed);
        byte[] damaged = [.. jpeg[..^500], .. new byte[500]];
        damaged[^1] = 1; // zeros at the end would not count
        ImageDecoder.CheckBeginning(damaged, "x", allowed);

        var error = Assert.ThrowsExactly<UnreadableImageException>(
            () => ImageDecoder.CheckBeginning(jpeg, "x", allowed with { MaxPixels = 64 * 96 - 1 }));
        StringAssert.Contains(error.Message, "96×64");
        StringAssert.Contains(
            Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.CheckBeginning("<html>"u8.ToArray(), "x")).Message, "beginning is that of none");
        Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.CheckBeginning([], "x"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageDecoder.CheckBeginning(jpeg, "x", allowed with { MaxPixels = 0 }));
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

    private static byte[] SmoothJpeg(int height, int width)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                bitmap.SetPixel(column, row, new SKColor((byte)(2 * row), (byte)(2 * column), 100));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        return data.ToArray();
    }
}
