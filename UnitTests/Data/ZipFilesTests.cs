using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Data;

/// <summary>Zip files that cannot be read: each is named with what is the matter.</summary>
[TestClass]
public sealed class ZipFilesTests
{
    private static readonly byte[] Png = TestImages.Encoded(SKEncodedImageFormat.Png);

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    /// <summary>Bit 0 of the flags says that an entry is encrypted, whatever the method; 99 is AES.</summary>
    [TestMethod]
    [DataRow((ushort)8)]
    [DataRow((ushort)99)]
    public void AnEncryptedZipFileIsNamedWhenItIsOpened(ushort method)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new ImageFolder(Zip(method, flags: 1)));
        StringAssert.Contains(error.Message, "images.zip is encrypted (");
    }

    [TestMethod]
    [DataRow((ushort)12)]
    [DataRow((ushort)14)]
    [DataRow((ushort)93)]
    public void AnotherMethodThanDeflateIsNamedWhenAnImageIsRead(ushort method)
    {
        using var images = new ImageFolder(Zip(method));
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => images.Read(0, new ImageBuffer()));
        StringAssert.Contains(error.Message, "images.zip/a/1.png");
        StringAssert.Contains(error.Message, "another method than deflate");
    }

    [TestMethod]
    public void APartOfAZipFileIsNamedWhenAnImageIsRead()
    {
        var zip = Zip(8);
        var content = File.ReadAllBytes(zip);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(content.AsSpan().LastIndexOf("PK\x05\x06"u8) + 4), 0x0001_0001);
        File.WriteAllBytes(zip, content);
        using var images = new ImageFolder(zip);
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => images.Read(0, new ImageBuffer()));
        StringAssert.Contains(error.Message, $"{zip}/a/1.png");
        StringAssert.Contains(error.Message, "one part of several");
    }

    [TestMethod]
    public void ADamagedListOfFilesIsNamedWhenItIsOpened()
    {
        var zip = Zip(8);
        var content = File.ReadAllBytes(zip);
        content[content.AsSpan().LastIndexOf("PK\x05\x06"u8) + 10]++; // the number of entries
        File.WriteAllBytes(zip, content);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new ImageFolder(zip)).Message, zip);
    }

    [TestMethod]
    public void AZipFileOfZipFilesSaysSo()
    {
        using (var outer = ZipFile.Open(folder.File("outer.zip"), ZipArchiveMode.Create)) outer.CreateEntryFromFile(Zip(8), "cats.zip");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new ImageFolder(folder.File("outer.zip")));
        StringAssert.Contains(error.Message, "Unpack archives within, such as cats.zip.");
    }

    [TestMethod]
    public void PathsMayBeginWithADot()
    {
        using (var zip = ZipFile.Open(folder.File("dots.zip"), ZipArchiveMode.Create))
            foreach (var name in new[] { "./a/1.png", "./b/1.png" })
                using (var stream = zip.CreateEntry(name).Open()) stream.Write(Png);
        using var images = new ImageFolder(folder.File("dots.zip"));
        CollectionAssert.AreEqual(new[] { "a", "b" }, images.ClassNames.ToArray());
    }

    /// <summary>A zip file of two images, with other numbers in its headers.</summary>
    private string Zip(ushort method, ushort flags = 0)
    {
        var path = folder.File("images.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
            foreach (var name in new[] { "a/1.png", "b/1.png" })
                using (var stream = zip.CreateEntry(name).Open()) stream.Write(Png);
        var content = File.ReadAllBytes(path);
        Set(content, "PK\x03\x04"u8, 6);
        Set(content, "PK\x01\x02"u8, 8);
        File.WriteAllBytes(path, content);
        return path;

        void Set(byte[] content, ReadOnlySpan<byte> signature, int offset)
        {
            for (var (at, step) = (0, 0); (step = content.AsSpan(at).IndexOf(signature)) >= 0; at += step + 4)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(at + step + offset), flags);
                BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(at + step + offset + 2), method);
            }
        }
    }
}
