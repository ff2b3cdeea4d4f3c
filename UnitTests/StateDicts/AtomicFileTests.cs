using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.StateDicts;

/// <summary>A file is written whole or not at all.</summary>
[TestClass]
public sealed class AtomicFileTests
{
    private static readonly StateDict Weights = new() { ["a"] = TensorData.FromSingles([1f, 2f], 2) };

    [TestMethod]
    public void ReplacesAFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "old");
        Safetensors.Write(folder.File("a"), Weights);
        Assert.HasCount(1, Safetensors.Read(folder.File("a")));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AFullDiskLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "old");
        var error = Assert.ThrowsExactly<WeightsException>(() => AtomicFile.Write(folder.File("a"), stream =>
        {
            stream.Write(new byte[100]);
            throw new IOException("No space left on device.");
        }));
        StringAssert.Contains(error.Message, "No space left on device.");
        StringAssert.Contains(error.Message, "unchanged");
        Assert.AreEqual("old", File.ReadAllText(folder.File("a")));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AnErrorOfTheCallerPassesThroughAndLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "old");
        Assert.ThrowsExactly<InvalidOperationException>(() => AtomicFile.Write(folder.File("a"), _ => throw new InvalidOperationException()));
        Assert.AreEqual("old", File.ReadAllText(folder.File("a")));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void AMissingFolderIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "none", "a.safetensors");
        var error = Assert.ThrowsExactly<WeightsException>(() => Safetensors.Write(path, Weights));
        StringAssert.Contains(error.Message, "does not exist");
        StringAssert.Contains(error.Message, path);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ADeviceIsNotReplaced()
    {
        var error = Assert.Throws<WeightsException>(() => AtomicFile.Write("/dev/toolkit-test", _ => { }));
        StringAssert.Contains(error.Message, "device");
    }

    [TestMethod]
    public void AFolderIsNotOverwritten()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<WeightsException>(() => Safetensors.Write(folder.Path, Weights));
        StringAssert.Contains(error.Message, "it is a folder");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnUnwritableFolderIsNamed()
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => Safetensors.Write("/proc/a.safetensors", Weights));
        StringAssert.Contains(error.Message, "/proc/a.safetensors");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ALinkStaysALink()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("real"), "old");
        File.CreateSymbolicLink(folder.File("link"), folder.File("real"));
        Safetensors.Write(folder.File("link"), Weights);
        Assert.HasCount(1, Safetensors.Read(folder.File("real")));
        Assert.AreEqual(folder.File("real"), new FileInfo(folder.File("link")).LinkTarget);
    }
}
