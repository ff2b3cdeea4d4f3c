using System.Formats.Tar;
using System.IO.Compression;
using Toolkit.Datasets;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Datasets;

/// <summary>The binary versions of CIFAR-10 and CIFAR-100, as files and inside their archives.</summary>
[TestClass]
public sealed class CifarBinaryTests
{
    private const int ImageLength = 3 * 32 * 32;

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Clean() => folder.Dispose();

    [TestMethod]
    public void TrainingFilesAreReadInOrder()
    {
        for (byte i = 1; i <= 5; i++) File.WriteAllBytes(folder.File($"data_batch_{i}.bin"), [.. Record([i]), .. Record([9])]);
        var train = Cifar10Binary.Load(folder.Path, training: true);
        CollectionAssert.AreEqual(new[] { 1, 9, 2, 9, 3, 9, 4, 9, 5, 9 }, train.Labels.ToArray());
        Assert.AreEqual((3, 32, 32), (train.Channels, train.Height, train.Width));
        CollectionAssert.AreEqual(Record([4])[1..], train.PixelsOf(6).ToArray());
        Assert.AreEqual("truck", train.ClassNames[train.LabelOf(1)]);

        Assert.IsFalse(Cifar10Binary.IsIn(folder.Path), "the test set is missing");
        var missing = Assert.ThrowsExactly<FileNotFoundException>(() => Cifar10Binary.Load(folder.Path, training: false));
        StringAssert.Contains(missing.Message, "test_batch.bin");
        StringAssert.Contains(missing.Message, "cifar-10-binary.tar.gz");
    }

    [TestMethod]
    [DataRow(true, "cifar-10-binary.tar.gz")]
    [DataRow(false, "anything.tar")]
    public void ArchivesAreReadWhateverTheOrderInThem(bool compressed, string name)
    {
        var files = Enumerable.Range(1, 5).Reverse().ToDictionary(i => $"data_batch_{i}.bin", i => Record([(byte)i]));
        WriteTar(name, compressed, "cifar-10-batches-bin/",
            files.Append(new("test_batch.bin", Record([7]))).Append(new("readme.html", [1])));

        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5 }, Cifar10Binary.Load(folder.File(name), training: true).Labels.ToArray());
        var test = Cifar10Binary.Load(folder.File(name), training: false);
        Assert.AreEqual(7, test.LabelOf(0));
        CollectionAssert.AreEqual(Record([7])[1..], test.PixelsOf(0).ToArray());
        Assert.AreEqual(compressed, Cifar10Binary.IsIn(folder.Path), "the archive under its own name is found in its folder");
        if (compressed) Assert.AreEqual(7, Cifar10Binary.Load(folder.Path, training: false).LabelOf(0));
    }

    [TestMethod]
    [DataRow("data_batch_1.bin", 40_000_000, "it can have 30730000 at most")]
    [DataRow("another.bin", 400_000_000, "unpacks to more than")]
    public void ASmallArchiveDoesNotUnpackToGigabytes(string name, int length, string words)
    {
        using (var file = File.Create(folder.File("a.tar.gz")))
        using (var compressed = new GZipStream(file, CompressionLevel.Fastest))
        using (var tar = new TarWriter(compressed))
        {
            using var zeros = new FileStream(folder.File("zeros"), FileMode.Create, FileAccess.ReadWrite);
            zeros.SetLength(length);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = zeros });
        }
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Cifar10Binary.Load(folder.File("a.tar.gz"), training: true));
        StringAssert.Contains(error.Message, words);
    }

    [TestMethod]
    public void Cifar100HasTwoLabels()
    {
        var unpacked = Directory.CreateDirectory(folder.File("cifar-100-binary")).FullName;
        File.WriteAllBytes(Path.Combine(unpacked, "test.bin"), [.. Record([17, 47]), .. Record([19, 99])]);

        var fine = Cifar100Binary.Load(folder.Path, training: false);
        CollectionAssert.AreEqual(new[] { "maple_tree", "worm" }, fine.Labels.ToArray().Select(label => fine.ClassNames[label]).ToArray());
        CollectionAssert.AreEqual(Record([17, 47])[2..], fine.PixelsOf(0).ToArray());
        var coarse = Cifar100Binary.Load(unpacked, training: false, Cifar100Labels.Coarse);
        CollectionAssert.AreEqual(new[] { "trees", "vehicles_2" },
            coarse.Labels.ToArray().Select(label => coarse.ClassNames[label]).ToArray());
        CollectionAssert.AreEqual(fine.PixelsOf(1).ToArray(), coarse.PixelsOf(1).ToArray());
    }

    [TestMethod]
    public void ClassNamesAreInAlphabeticalOrder()
    {
        CollectionAssert.AreEqual(Cifar100.FineClassNames.Order(StringComparer.Ordinal).ToArray(), Cifar100.FineClassNames.ToArray());
        CollectionAssert.AreEqual(Cifar100.CoarseClassNames.Order(StringComparer.Ordinal).ToArray(), Cifar100.CoarseClassNames.ToArray());
        Assert.AreEqual((100, 20), (Cifar100.FineClassNames.Distinct().Count(), Cifar100.CoarseClassNames.Distinct().Count()));
    }

    [TestMethod]
    public void DamagedFilesAreNamed()
    {
        File.WriteAllBytes(folder.File("test_batch.bin"), Record([3])[..^1]);
        Fails10("test_batch.bin has 3072 bytes", "records of 3073 bytes");
        File.WriteAllBytes(folder.File("test_batch.bin"), []);
        Fails10("test_batch.bin' is empty");
        File.WriteAllBytes(folder.File("test_batch.bin"), [.. Record([3]), .. Record([10])]);
        Fails10("has the label 10 at byte 3073, and 9 is the highest");
        File.WriteAllBytes(folder.File("train.bin"), Record([20, 5]));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Cifar100Binary.Load(folder.Path, true, Cifar100Labels.Coarse));
        StringAssert.Contains(error.Message, "the label 20 at byte 0, and 19 is the highest");
    }

    [TestMethod]
    public void DamagedArchivesAreNamed()
    {
        const string name = "cifar-10-binary.tar.gz";
        WriteTar(name, true, "", [new("test_batch.bin", Noise(20 * (1 + ImageLength)))]);
        var whole = File.ReadAllBytes(folder.File(name));
        foreach (var damaged in new[] { whole[..^(whole.Length / 2)], Flipped(whole, whole.Length - 6), [.. "hello"u8] })
        {
            File.WriteAllBytes(folder.File(name), damaged);
            Fails10(name, "Download it again");
        }
        File.WriteAllBytes(folder.File(name), []);
        Fails10(name, "is empty");
    }

    [TestMethod]
    public void ArchivesOfOtherVersionsAreRecognised()
    {
        WriteTar("cifar-10-python.tar.gz", true, "cifar-10-batches-py/", [new("test_batch", [1])]);
        var error = Assert.ThrowsExactly<FileNotFoundException>(
            () => Cifar10Binary.Load(folder.File("cifar-10-python.tar.gz"), training: false));
        StringAssert.Contains(error.Message, "has no test_batch.bin");
        StringAssert.Contains(error.Message, "Python");
    }

    private void Fails10(params string[] parts)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Cifar10Binary.Load(folder.Path, training: false));
        foreach (var part in parts) StringAssert.Contains(error.Message, part);
    }

    /// <summary>Labels, and pixels that depend on the last of them.</summary>
    private static byte[] Record(byte[] labels) =>
        [.. labels, .. Enumerable.Range(0, ImageLength).Select(i => (byte)(i * 7 + labels[^1]))];

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        for (var start = 0; start < length; start += 1 + ImageLength) noise[start] = 5;
        return noise;
    }

    private static byte[] Flipped(byte[] content, int position)
    {
        content = [.. content];
        content[position] ^= 0xFF;
        return content;
    }

    private void WriteTar(string name, bool compressed, string prefix, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var file = File.Create(folder.File(name));
        using Stream stream = compressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
        foreach (var (entry, content) in files)
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, prefix + entry) { DataStream = new MemoryStream(content) });
    }
}
