using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class MLImageDecodingTests
{
    [TestMethod]
    [DataRow("rgb.png", 0)]
    [DataRow("grey.png", 0)]
    [DataRow("palette.png", 0)]
    [DataRow("bilevel.png", 0)]
    [DataRow("16bit.png", 1)]
    [DataRow("16bitgrey.png", 1)]
    [DataRow("gamma.png", 0)]
    [DataRow("interlaced.png", 0)]
    [DataRow("rgb.jpg", 2)]
    [DataRow("444.jpg", 2)]
    [DataRow("progressive.jpg", 2)]
    [DataRow("grey.jpg", 2)]
    [DataRow("cmyk.jpg", 2)]
    [DataRow("turned.jpg", 2)]
    [DataRow("rgb.webp", 0)]
    [DataRow("rgb.bmp", 0)]
    [DataRow("palette.bmp", 0)]
    public void OpaquePixelsAreThoseThatPilReads(string name, int tolerance)
    {
        using var image = MLImage.CreateFromFile(ImageFixtures.PathOf(name));
        Assert.AreEqual((53, 37, 32), (image.Width, image.Height, image.BitsPerPixel));
        Assert.AreEqual(MLPixelFormat.Bgra32, image.PixelFormat);
        AssertClose(ImageFixtures.ExpectedBgra(name), image.Pixels, tolerance);
    }

    [TestMethod]
    [DataRow("alpha.png")]
    [DataRow("greyalpha.png")]
    [DataRow("transparent.png")]
    [DataRow("lossless.webp")]
    public void ColoursAreMultipliedByAlpha(string name)
    {
        using var image = MLImage.CreateFromFile(ImageFixtures.PathOf(name));
        var expected = ImageFixtures.ExpectedBgra(name);
        Assert.IsTrue(expected.Where((_, i) => i % 4 == 3).Any(alpha => alpha < 255));
        for (var i = 0; i < expected.Length; i++)
        {
            if (i % 4 != 3) expected[i] = (byte)Math.Round(expected[i] * expected[i - i % 4 + 3] / 255.0);
        }
        AssertClose(expected, image.Pixels, tolerance: 1);
    }

    [TestMethod]
    public void BgrPixelsAreDividedByAlphaAgain()
    {
        byte[] premultiplied = [10, 20, 30, 255, 50, 60, 70, 128, 9, 9, 9, 0];
        using var image = MLImage.CreateFromPixels(3, 1, MLPixelFormat.Rgba32, premultiplied);
        CollectionAssert.AreEqual(new byte[] { 30, 20, 10, 139, 120, 100, 0, 0, 0 }, image.GetBGRPixels);
        CollectionAssert.AreEqual(premultiplied, image.Pixels.ToArray());
    }

    [TestMethod]
    public void StreamsAndNonAsciiPathsAreRead()
    {
        var path = ImageFixtures.PathOf("größe 圖像 é.png");
        File.Copy(ImageFixtures.PathOf("rgb.png"), path, overwrite: true);
        using var fromFile = MLImage.CreateFromFile(path);
        using var stream = File.OpenRead(path);
        using var fromStream = MLImage.CreateFromStream(stream);
        Assert.IsTrue(fromFile.Pixels.SequenceEqual(fromStream.Pixels));
    }

    [TestMethod]
    [DataRow("rgb.jpg", 0.6)]
    [DataRow("progressive.jpg", 0.6)]
    [DataRow("cmyk.jpg", 0.9)]
    [DataRow("rgb.png", 0.6)]
    [DataRow("interlaced.png", 0.9)]
    [DataRow("rgb.webp", 0.6)]
    [DataRow("rgb.bmp", 0.6)]
    [DataRow("rgb.jpg", 0.01)]
    [DataRow("rgb.png", 0.005)]
    [DataRow("rgb.webp", 0.01)]
    [DataRow("palette.bmp", 0.01)]
    public void TruncatedFilesAreRefusedByName(string name, double fraction)
    {
        var whole = File.ReadAllBytes(ImageFixtures.PathOf(name));
        var path = ImageFixtures.PathOf($"truncated-{fraction}-{name}");
        File.WriteAllBytes(path, whole[..(int)(whole.Length * fraction)]);
        var error = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile(path));
        StringAssert.Contains(error.Message, path);
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path))));
    }

    [TestMethod]
    public void DamagedFilesAreRefused()
    {
        foreach (var name in new[] { "rgb.png", "palette.png" })
        {
            var data = File.ReadAllBytes(ImageFixtures.PathOf(name));
            data[data.Length / 2] ^= 0x55;
            Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(data)), name);
        }
    }

    [TestMethod]
    public void StrayBytesBetweenSegmentsOfAJpegAreLetPass()
    {
        var data = File.ReadAllBytes(ImageFixtures.PathOf("rgb.jpg"));
        byte[] padded = [.. data[..20], 1, 2, 3, .. data[20..]];
        using var image = MLImage.CreateFromStream(new MemoryStream(padded));
        AssertClose(ImageFixtures.ExpectedBgra("rgb.jpg"), image.Pixels, 2);
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(padded[..^200])));
    }

    [TestMethod]
    [DataRow("rgb.png")]
    [DataRow("palette.png")]
    [DataRow("interlaced.png")]
    [DataRow("progressive.jpg")]
    [DataRow("cmyk.jpg")]
    [DataRow("rgb.webp")]
    [DataRow("lossless.webp")]
    [DataRow("palette.bmp")]
    public void RandomDamageGivesAnImageOrAnErrorAndNothingElse(string name)
    {
        var random = new Random(11);
        for (var trial = 0; trial < 200; trial++)
        {
            var data = File.ReadAllBytes(ImageFixtures.PathOf(name));
            for (var flips = random.Next(1, 6); flips > 0; flips--) data[random.Next(data.Length)] = (byte)random.Next(256);
            if (trial % 4 == 0) data = data[..random.Next(data.Length)];
            try
            {
                MLImage.CreateFromStream(new MemoryStream(data)).Dispose();
            }
            catch (ArgumentException)
            {
            }
        }
    }

    [TestMethod]
    public void AHugeSizeInTheHeaderIsRefusedBeforeMemoryIsTaken()
    {
        var data = File.ReadAllBytes(ImageFixtures.PathOf("rgb.bmp"));
        BitConverter.TryWriteBytes(data.AsSpan(18), 60000);
        BitConverter.TryWriteBytes(data.AsSpan(22), 60000);
        var error = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(data)));
        StringAssert.Contains(error.Message, "60000 x 60000");
    }

    [TestMethod]
    public void WhatIsNoImageIsRefusedInWords()
    {
        var text = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream("hello, world"u8.ToArray())));
        StringAssert.Contains(text.Message, "not a JPEG, PNG, WebP or BMP");
        var empty = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream()));
        StringAssert.Contains(empty.Message, "empty");
        var gif = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream("GIF89a......"u8.ToArray())));
        StringAssert.Contains(gif.Message, "GIF");
        var missing = Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile("/no/such/file.jpg"));
        StringAssert.Contains(missing.Message, "/no/such/file.jpg");
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
    }

    internal static void AssertClose(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int tolerance)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) > tolerance) Assert.Fail($"byte {i}: expected {expected[i]}, got {actual[i]}");
        }
    }
}
