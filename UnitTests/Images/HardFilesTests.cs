using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using SkiaSharp;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Images;

/// <summary>Files whose headers, blocks or ends lie: right pixels or an error that names the file, and never much memory.</summary>
[TestClass]
public sealed class HardFilesTests
{
    private const int Bomb = 13_000;

    [TestMethod]
    public void TheSharedCasesAreReadOrRefused()
    {
        Same("transparent.webp", "transparent.png");
        Same("trailer_without_end_marker.jpg", "plain.jpg");
        Same("size_field_too_large.bmp", "plain.bmp");
        Same("size_field_all_ones.bmp", "plain.bmp");
        foreach (var name in new[] { "cut.jpg", "cut.png", "header_30000x30000.png", "header_50000x50000.png" })
        {
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.DecodeFile(Case(name), new ImageBuffer()));
            Assert.AreEqual(Case(name), error.ImageName);
        }
        var transparent = new ImageBuffer();
        ImageDecoder.DecodeFile(Case("transparent.webp"), transparent);
        Assert.AreEqual((200, 30, 40), (transparent.Plane(0)[0], transparent.Plane(1)[0], transparent.Plane(2)[0]));

        static string Case(string name) => SharedFiles.Require($"cases/images/{name}");

        static void Same(string name, string like)
        {
            var (image, expected) = (new ImageBuffer(), new ImageBuffer());
            ImageDecoder.DecodeFile(Case(name), image);
            ImageDecoder.DecodeFile(Case(like), expected);
            TestImages.AreEqual(expected, image, 0, name);
        }
    }

    /// <summary>Within the limit of pixels, but far more of them than the bytes can hold.</summary>
    [TestMethod]
    public void AHeaderOfMorePixelsThanTheFileCanHoldIsRefusedAtOnce()
    {
        var files = new Dictionary<string, byte[]>
        {
            ["interlaced.png"] = Png(Bomb, Bomb, interlaced: true),
            ["x.png"] = Png(Bomb, Bomb),
            ["x.bmp"] = Bmp(Bomb, 24, compression: 0),
            ["x.jpg"] = Jpeg(Bomb),
        };
        foreach (var (name, file) in files)
        {
            var before = GC.GetTotalAllocatedBytes();
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(file, name, new ImageBuffer()), name);
            StringAssert.Contains(error.Message, $"{name} cannot be read as an image. {file.Length} bytes cannot hold its {Bomb}×{Bomb} pixels");
            Assert.IsLessThan(1 << 20, GC.GetTotalAllocatedBytes() - before, name);
        }
    }

    /// <summary>As small as files get: one colour.</summary>
    [TestMethod]
    [DataRow(SKEncodedImageFormat.Jpeg)]
    [DataRow(SKEncodedImageFormat.Png)]
    [DataRow(SKEncodedImageFormat.Webp)]
    public void ALargeImageOfOneColourIsNotTakenForALie(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2000, 1500, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(128, 128, 128));
        using var data = bitmap.Encode(format, 0);
        var image = new ImageBuffer();
        ImageDecoder.Decode(data.ToArray(), $"{format}", image);
        Assert.AreEqual((1500, 2000), (image.Height, image.Width));
        Assert.AreEqual(128, image.Plane(1)[77], 3f);
    }

    /// <summary>Text and colour profiles that inflate to a gigabyte, a block with a wrong length, and 20,000 frames.</summary>
    [TestMethod]
    public void WhatLiesBesideThePixelsTakesNoMemory()
    {
        var gigabyte = Zeros(1 << 30);
        var pixels = Png(4, 4);
        var text = "Comment\0\0"u8.ToArray();
        foreach (var (type, block) in new (string, byte[])[]
        {
            ("zTXt", [.. text, .. gigabyte]), ("iTXt", [.. "Comment\0\x01\0\0\0"u8, .. gigabyte]), ("iCCP", [.. "icc\0\0"u8, .. gigabyte]),
            ("eXIf", [.. "II*\0"u8, 255, 255, 255, 127]),
        })
        {
            var file = WithBlocks(pixels, Enumerable.Repeat(Chunk(type, block), type == "zTXt" ? 3 : 1));
            Assert.IsLessThan(200L << 20, PeakMemory.Of(() => ImageDecoder.Decode(file, type, new ImageBuffer())), type);
        }
        var frames = Enumerable.Range(0, 20_000).Select(i => Chunk("fdAT", [.. BitConverter.GetBytes(i), .. new byte[20]]));
        var animated = WithBlocks(pixels, frames);
        Assert.IsLessThan(200L << 20, PeakMemory.Of(() => ImageDecoder.Decode(animated, "frames", new ImageBuffer())));
    }

    /// <summary>Each scan costs a pass over all blocks, and a few bytes.</summary>
    [TestMethod]
    public void AJpegOfThousandsOfScansIsRefusedSoon()
    {
        var file = Convert.FromBase64String(Python.RunCode(
            """
            import base64, io
            from PIL import Image
            file = io.BytesIO()
            Image.new("L", (3000, 3000), 128).save(file, "jpeg", progressive=True)
            content = file.getvalue()
            scans = [i for i in range(len(content)) if content[i:i + 2] == b"\xff\xda"]
            table = content.rfind(b"\xff\xc4", 0, scans[1])
            print(base64.b64encode(content[:scans[2]] + content[table:scans[2]] * 5000 + b"\xff\xd9").decode())
            """));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(file, "scans.jpg", new ImageBuffer()));
        StringAssert.Contains(error.Message, "scans.jpg");
        Assert.IsLessThan(10, watch.Elapsed.TotalSeconds);
    }

    /// <summary>As a download leaves a file whose space was taken beforehand.</summary>
    [TestMethod]
    public void ACutJpegFilledWithZerosIsRefused()
    {
        var whole = TestImages.Encoded(SKEncodedImageFormat.Jpeg);
        foreach (var kept in new[] { 0.4, 0.6, 0.9 })
        {
            var file = new byte[whole.Length + 5000];
            whole.AsSpan(0, (int)(kept * whole.Length)).CopyTo(file);
            Assert.ThrowsExactly<UnreadableImageException>(() => ImageDecoder.Decode(file, "x.jpg", new ImageBuffer()), $"{kept}");
        }
    }

    [TestMethod]
    public void TheLimitOfPixelsHasALimit()
    {
        var options = new ImageDecodingOptions { MaxPixels = 1L << 40 };
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageDecoder.Decode(Png(4, 4), "x.png", new ImageBuffer(), options)).Message,
            "from 1 to 536870897");
    }

    private static byte[] Png(int width, int height, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (8, 2, (byte)(interlaced ? 1 : 0));
        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", Zeros(4 * 13)), .. Chunk("IEND", [])];
    }

    private static byte[] WithBlocks(byte[] png, IEnumerable<byte[]> blocks) => [.. png.AsSpan(0, 33), .. blocks.SelectMany(block => block), .. png.AsSpan(33)];

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(typed));
        return [.. length, .. typed, .. checksum];
    }

    private static byte[] Zeros(int count)
    {
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal))
            for (var block = new byte[Math.Min(count, 1 << 20)]; count > 0; count -= block.Length) deflate.Write(block);
        return packed.ToArray();
    }

    private static byte[] Bmp(int side, byte bits, byte compression)
    {
        var file = new byte[60];
        "BM"u8.CopyTo(file);
        (file[10], file[14], file[26], file[28], file[30]) = (54, 40, 1, bits, compression);
        BitConverter.TryWriteBytes(file.AsSpan(18), side);
        BitConverter.TryWriteBytes(file.AsSpan(22), side);
        return file;
    }

    // The header of a small file says another size; its end marker is there.
    private static byte[] Jpeg(int side)
    {
        using var bitmap = new SKBitmap(64, 64);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        var file = data.ToArray();
        var frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), (ushort)side);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), (ushort)side);
        return file;
    }
}
