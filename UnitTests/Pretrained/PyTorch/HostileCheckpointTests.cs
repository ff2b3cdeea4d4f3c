using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained.PyTorch;

/// <summary>A damaged or hostile checkpoint gets a clear error, runs nothing and takes no memory.</summary>
[TestClass]
public sealed class HostileCheckpointTests
{
    [TestMethod]
    [DataRow("system", "'posix.system', which is refused")]
    [DataRow("system_first", "'posix.system', which is refused")]
    [DataRow("eval", ".eval', which is refused")]
    [DataRow("getattr", ".getattr', which is refused")]
    [DataRow("whole_module", "'torch.nn.modules.linear.Linear', which is refused")]
    [DataRow("complex", "'torch.ComplexFloatStorage', which is refused")]
    [DataRow("no_tensors", "'epoch', 'optimizer'")]
    [DataRow("list", "no dictionary")]
    [DataRow("beyond_end", "needs element 6 of storage")]
    [DataRow("far_beyond_end", "of storage")]
    [DataRow("negative_offset", "negative offset")]
    [DataRow("negative_stride", "negative offset or stride")]
    [DataRow("negative_size", "a size is negative")]
    [DataRow("ranks", "2 sizes but 1 strides")]
    [DataRow("huge_repeated", "larger than 2 GB")]
    [DataRow("large_repeated", "repeats so many elements")]
    [DataRow("overflow", "larger than 2 GB")]
    [DataRow("size_is_text", "not an integer")]
    [DataRow("storage_is_text", "Argument 0")]
    public void IsRefusedInBothFormats(string name, string message)
    {
        foreach (var format in new[] { "zip", "old" }) AssertRefused(Checkpoints.Bad($"{name}.{format}.pth"), message);
    }

    [TestMethod]
    [DataRow("torchscript.pth", "TorchScript")]
    [DataRow("no_pickle.pth", "no 'data.pkl'")]
    [DataRow("no_storage.pth", "no file 'module.zip/data/0'")]
    [DataRow("short_storage.pth", "bytes, but the pickle says")]
    [DataRow("big_endian.pth", "byte order is 'big'")]
    [DataRow("big_endian.old.pth", "little-endian")]
    [DataRow("compressed.pth", "is compressed")]
    public void IsRefused(string name, string message) => AssertRefused(Checkpoints.Bad(name), message);

    [TestMethod]
    public void TheErrorSaysThatNothingWasRunAndWhatToDo()
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(Checkpoints.Bad("system.zip.pth")));
        StringAssert.Contains(error.Message, "Nothing was run.");
        StringAssert.Contains(error.Message, "torch.save(model.state_dict(), path)");
        Assert.AreEqual(Checkpoints.Bad("system.zip.pth"), error.Path);
    }

    [TestMethod]
    [DataRow("zip")]
    [DataRow("old")]
    public void EveryTruncationIsAnError(string format)
    {
        var whole = File.ReadAllBytes(Checkpoints.Good($"under_model.{format}.pth"));
        using var folder = new TemporaryFolder();
        var path = folder.File("cut.pth");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(path), $"cut to {length} bytes");
        }
    }

    [TestMethod]
    [DataRow("zip")]
    [DataRow("old")]
    public void NoDamagedByteCausesAnotherErrorOrMuchMemory(string format)
    {
        var whole = File.ReadAllBytes(Checkpoints.Good($"training.{format}.pth"));
        using var folder = new TemporaryFolder();
        var path = folder.File("damaged.pth");
        var random = new Random(1);
        var before = GC.GetTotalAllocatedBytes();
        const int trials = 1000;
        for (var trial = 0; trial < trials; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var count = random.Next(1, 4); count > 0; count--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, damaged);
            ReadOrRefuse(path);
        }
        Assert.IsFalse(Checkpoints.AnythingWasRun);
        Assert.IsLessThan(1L << 20, (GC.GetTotalAllocatedBytes() - before) / trials, "bytes allocated for each file");
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("<!DOCTYPE html><html>404</html>", "web page")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull")]
    [DataRow("hello, world", "68656C6C6F2C2077")]
    public void AnotherKindOfFileIsNamed(string content, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.pth"), content);
        AssertRefused(folder.File("a.pth"), message);
    }

    [TestMethod]
    [DataRow("80 02 58 ff ff ff ff 61", "cut off")] // a text of 4 GB
    [DataRow("80 04 8d ff ff ff ff ff ff ff 7f 61", "cut off")] // a text of 8 EB
    [DataRow("80 02 8b ff ff ff 7f 61", "at most 1024")] // an integer of 2 GB
    [DataRow("80 02 2e", "malformed")] // nothing on the stack
    [DataRow("80 02 75 2e", "malformed")] // items without a mark
    [DataRow("80 02 68 05 2e", "recalls object 5")]
    [DataRow("80 01 2e", "protocol 1")]
    [DataRow("80 02 69 2e", "operation 0x69")] // INST
    public void AMalformedPickleIsRefused(string bytes, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.pth"), Convert.FromHexString(bytes.Replace(" ", "")));
        AssertRefused(folder.File("a.pth"), message);
    }

    [TestMethod]
    public void MillionsOfObjectsAreRefused()
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[3_000_000];
        bytes.AsSpan().Fill((byte)'}');
        (bytes[0], bytes[1]) = (0x80, 2);
        File.WriteAllBytes(folder.File("a.pth"), bytes);
        AssertRefused(folder.File("a.pth"), "more than 2000000 operations");
    }

    [TestMethod]
    public void NestingWithoutEndIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var pickle = new MemoryStream();
        pickle.Write([0x80, 2]);
        pickle.Write("ctorch._tensor\n_rebuild_from_type_v2\nq\0N"u8); // the function, object 0, and the innermost arguments
        for (var i = 0; i < 200_000; i++) pickle.Write([(byte)'q', 1, (byte)'0', (byte)'h', 0, (byte)'N', (byte)'h', 1, 0x87]); // (function, None, inner)
        pickle.Write("R."u8);
        File.WriteAllBytes(folder.File("a.pth"), pickle.ToArray());
        AssertRefused(folder.File("a.pth"), "by way of itself");
    }

    private static void AssertRefused(string path, string message)
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(path), path);
        StringAssert.Contains(error.Message, message, path);
        StringAssert.Contains(error.Message, path);
        Assert.IsFalse(Checkpoints.AnythingWasRun, "A command in a file was run.");
    }

    private static void ReadOrRefuse(string path)
    {
        try
        {
            CheckpointReader.Read(path);
        }
        catch (WeightsException)
        {
            // The one error that is allowed.
        }
    }
}
