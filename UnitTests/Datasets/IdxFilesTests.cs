using System.Buffers.Binary;
using System.IO.Compression;
using Toolkit.Datasets;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Datasets;

[TestClass]
public sealed class IdxFilesTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ImagesAndLabelsAreRead(bool compressed)
    {
        var (images, labels) = Write(compressed, [2, 0], Enumerable.Range(0, 12));
        var grey = IdxFiles.Read(images, labels);
        Assert.AreEqual((2, 1, 2, 3), (grey.Count, grey.Channels, grey.Height, grey.Width));
        CollectionAssert.AreEqual(new byte[] { 6, 7, 8, 9, 10, 11 }, grey.PixelsOf(1).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 0 }, grey.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, grey.ClassNames.ToArray());

        var colour = IdxFiles.Read(images, labels, ["a", "b", "c"], channels: 3);
        byte[] plane = [6, 7, 8, 9, 10, 11];
        CollectionAssert.AreEqual((byte[])[.. plane, .. plane, .. plane], colour.PixelsOf(1).ToArray());
        Assert.AreEqual("c", colour.ClassNames[colour.LabelOf(0)]);
    }

    [TestMethod]
    public void DamageIsNamed()
    {
        var (images, labels) = Write(false, [0, 1], Enumerable.Range(0, 12));
        Fails<FileNotFoundException>(folder.File("none"), labels, "none");
        Fails<InvalidDataException>(labels, images, "not an idx file of images");
        Fails<ArgumentException>(images, labels, "there are 1 class name(s)", ["only one"]);

        var content = File.ReadAllBytes(images);
        foreach (var (damaged, text) in new (byte[], string)[]
        {
            (content[..^1], "ends too early"), ([.. content, 0], "longer than its header"), (content[..5], "ends too early"),
            ([.. content[..4], 0x7F, 0xFF, 0xFF, 0xFF, .. content[8..]], "impossible sizes"),
            ([.. content[..8], 0, 0, 0, 0, .. content[12..]], "impossible sizes"),
            ([.. content[..4], 0, 1, 0, 0, .. content[8..]], "ends too early"), ([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8], "damaged"),
        })
        {
            File.WriteAllBytes(images, damaged);
            Fails<InvalidDataException>(images, labels, text);
        }
    }

    /// <summary>Its content would be 300 MB; the header alone must be enough.</summary>
    [TestMethod]
    public void ASmallFileDoesNotUnpackToGigabytes()
    {
        var (images, labels) = Write(false, [0, 1], Enumerable.Range(0, 12));
        byte[] header = [0, 0, 8, 3, 0, 0, 0x75, 0x30, 0, 0, 0, 100, 0, 0, 0, 100]; // 30,000 images of 100×100
        File.WriteAllBytes(images, header);
        Fails<InvalidDataException>(images, labels, "unpacks to 300000000 bytes");
    }

    [TestMethod]
    public void CountsMustAgree()
    {
        var (images, _) = Write(false, [0, 1], Enumerable.Range(0, 12));
        File.Move(images, folder.File("kept"));
        var (_, labels) = Write(false, [0, 1, 2], Enumerable.Range(0, 18));
        Fails<InvalidDataException>(folder.File("kept"), labels, "2 images", "3 labels");
    }

    [TestMethod]
    public void FashionMnistFromDebian()
    {
        if (!FashionMnist.IsIn()) Assert.Inconclusive("Debian's package dataset-fashion-mnist is not installed.");
        var test = FashionMnist.Load(training: false);
        Assert.AreEqual((10_000, 3, 28, 28), (test.Count, test.Channels, test.Height, test.Width));
        Assert.AreEqual("Ankle boot", test.ClassNames[test.LabelOf(0)]);
        Assert.IsTrue(test.PixelsOf(0)[..784].SequenceEqual(test.PixelsOf(0)[784..1568]));
    }

    [TestMethod]
    public void AMissingFashionMnistSaysWhatToInstall()
    {
        Assert.IsFalse(FashionMnist.IsIn(folder.Path));
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => FashionMnist.Load(training: true, folder: folder.Path));
        StringAssert.Contains(error.Message, "dataset-fashion-mnist");
    }

    [TestMethod]
    public void SharedMnist()
    {
        var data = SharedFiles.Require("data/mnist");
        var test = IdxFiles.Read(Path.Combine(data, "t10k-images-idx3-ubyte.gz"), Path.Combine(data, "t10k-labels-idx1-ubyte.gz"));
        Assert.AreEqual((10_000, 28, 10), (test.Count, test.Width, test.ClassNames.Count));
    }

    private static void Fails<T>(string images, string labels, params string[] parts) where T : Exception =>
        Fails<T>(images, labels, parts, null);

    private static void Fails<T>(string images, string labels, string part, string[] classNames) where T : Exception =>
        Fails<T>(images, labels, [part], classNames);

    private static void Fails<T>(string images, string labels, string[] parts, string[]? classNames) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(() => IdxFiles.Read(images, labels, classNames));
        foreach (var part in parts) StringAssert.Contains(error.Message, part);
    }

    private (string Images, string Labels) Write(bool compressed, int[] labels, IEnumerable<int> pixels) =>
        (Write("images", compressed, [0x803, labels.Length, 2, 3], pixels), Write("labels", compressed, [0x801, labels.Length], labels));

    private string Write(string name, bool compressed, int[] header, IEnumerable<int> values)
    {
        var path = folder.File(name);
        using var file = File.Create(path);
        using Stream stream = compressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        Span<byte> number = stackalloc byte[4];
        foreach (var value in header)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, value);
            stream.Write(number);
        }
        stream.Write([.. values.Select(value => (byte)value)]);
        return path;
    }
}
