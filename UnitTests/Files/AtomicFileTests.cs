using Toolkit.Files;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Files;

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
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => AtomicFile.Write(folder.File("a"), stream =>
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
    public void WhatAKilledProcessLeftIsRemovedOnceItIsADayOld()
    {
        using var folder = new TemporaryFolder();
        var (stale, young, another, own) = (Temporary("a"), Temporary("a"), Temporary("b"), folder.File(".a.notes.tmp"));
        foreach (var file in new[] { stale, young, another, own }) File.WriteAllText(file, "part");
        foreach (var file in new[] { stale, another, own }) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1.1));
        Safetensors.Write(folder.File("a"), Weights);
        CollectionAssert.AreEquivalent(new[] { folder.File("a"), young, another, own }, Directory.GetFiles(folder.Path));

        string Temporary(string name) => folder.File($".{name}.{Guid.NewGuid():N}.tmp");
    }

    [TestMethod]
    public void AMissingFolderIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "none", "a.safetensors");
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => Safetensors.Write(path, Weights));
        StringAssert.Contains(error.Message, "does not exist");
        StringAssert.Contains(error.Message, path);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ADeviceIsNotReplaced()
    {
        using var folder = new TemporaryFolder();
        var pipe = folder.File("pipe");
        using (var process = System.Diagnostics.Process.Start("mkfifo", [pipe])) process.WaitForExit();
        foreach (var path in new[] { pipe, "/dev/null", "/dev/toolkit-test" })
        {
            var error = Assert.Throws<UnwritableFileException>(() => AtomicFile.Write(path, _ => { }));
            StringAssert.Contains(error.Message, "device");
        }
        Assert.IsTrue(File.Exists(pipe));
    }

    [TestMethod]
    public void AnEmptyFileIsReplaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("empty"), "");
        AtomicFile.Write(folder.File("empty"), stream => stream.WriteByte(1));
        Assert.HasCount(1, File.ReadAllBytes(folder.File("empty")));
    }

    [TestMethod]
    public void AFolderIsNotOverwritten()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => Safetensors.Write(folder.Path, Weights));
        StringAssert.Contains(error.Message, "it is a folder");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnUnwritableFolderIsNamed()
    {
        var error = Assert.ThrowsExactly<UnwritableFileException>(() => Safetensors.Write("/proc/a.safetensors", Weights));
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
