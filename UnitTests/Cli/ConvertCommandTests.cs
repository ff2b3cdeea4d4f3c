using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Cli;

/// <summary><c>toolkit convert</c>.</summary>
[TestClass]
public sealed class ConvertCommandTests
{
    private static readonly float[] Values = [1, -0.1f, 65504, 3e-8f];

    [TestMethod]
    [DataRow("float16", ElementType.Float16)]
    [DataRow("bfloat16", ElementType.BFloat16)]
    [DataRow("float32", ElementType.Float32)]
    [DataRow("same", ElementType.Float32)]
    public void FloatingPointValuesGetTheTypeAndIntegersKeepTheirs(string type, ElementType expected)
    {
        using var folder = new TemporaryFolder();
        var (source, target) = (folder.File("full.safetensors"), folder.File("converted.safetensors"));
        var weights = new StateDict
        {
            ["layer.weight"] = TensorData.FromSingles(Values, 2, 2),
            ["layer.num_batches_tracked"] = new TensorData(ElementType.Int64, [], BitConverter.GetBytes(20L)),
        };
        weights.Metadata["author"] = "somebody";
        Safetensors.Write(source, weights);

        var (exitCode, output, errors) = ToolkitProcess.Run("convert", source, target, "--type", type);
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, $"2 tensors, {new FileInfo(target).Length} bytes");
        var converted = Safetensors.Read(target);
        Assert.AreEqual("somebody", converted.Metadata["author"]);
        Assert.AreEqual(expected, converted["layer.weight"].Type);
        CollectionAssert.AreEqual(weights["layer.weight"].ConvertTo(expected).ToSingles(), converted["layer.weight"].ToSingles());
        Assert.AreEqual(ElementType.Int64, converted["layer.num_batches_tracked"].Type);
        Assert.AreEqual(20f, converted["layer.num_batches_tracked"].ToSingles().Single());
    }

    [TestMethod]
    public void APyTorchCheckpointBecomesSafetensors()
    {
        using var folder = new TemporaryFolder();
        var (source, target) = (folder.File("weights.pth"), folder.File("weights.safetensors"));
        Python.RunCode("import sys, torch; torch.save({'weight': torch.arange(6.).reshape(2, 3)}, sys.argv[1])", source);
        var (exitCode, _, errors) = ToolkitProcess.Run("convert", source, target);
        Assert.AreEqual(0, exitCode, errors);
        var converted = Safetensors.Read(target);
        Assert.AreEqual("Float32 [2, 3]", converted["weight"].ToString());
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3, 4, 5 }, converted["weight"].ToSingles());
    }

    [TestMethod]
    public void MistakesAreOneLine()
    {
        using var folder = new TemporaryFolder();
        Fails("no file of weights", folder.File("absent.pth"), folder.File("a.safetensors"));
        Fails("must end in .safetensors", folder.File("absent.pth"), folder.File("a.pth"));
        Fails("is a folder, not a file of weights", folder.Path, folder.File("a.safetensors"));
        var (weights, directory) = (folder.File("weights.safetensors"), Directory.CreateDirectory(folder.File("folder.safetensors")).FullName);
        Safetensors.Write(weights, new() { ["a"] = TensorData.FromSingles(Values, 4) });
        Fails("it is a folder", weights, directory);
        Fails("does not exist", weights, folder.File("absent/a.safetensors"));
        Assert.AreNotEqual(0, ToolkitProcess.Run("convert", "a.pth", "a.safetensors", "--type", "int8").ExitCode);
    }

    [TestMethod]
    public void AFullDiskIsOneLineAndLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.Mount();
        Safetensors.Write(folder.File("weights.safetensors"), new() { ["a"] = TensorData.FromSingles(new float[10_000], 10_000) });
        File.WriteAllText(disk.File("old.safetensors"), "old");
        var (exitCode, _, errors) = ToolkitProcess.Run("convert", folder.File("weights.safetensors"), disk.File("old.safetensors"));
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, $"error: Cannot write '{disk.File("old.safetensors")}'");
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
        Assert.AreEqual("old", File.ReadAllText(disk.File("old.safetensors")));
    }

    private static void Fails(string word, string source, string target)
    {
        var (exitCode, _, errors) = ToolkitProcess.Run("convert", source, target);
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "error: ");
        StringAssert.Contains(errors, word);
        Assert.HasCount(1, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
        Assert.IsFalse(File.Exists(target));
    }
}
