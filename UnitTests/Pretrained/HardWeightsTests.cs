using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>Files that readers of weights are known to stumble over; all hold the same weights.</summary>
[TestClass]
public sealed class HardWeightsTests
{
    [TestMethod]
    [DataRow("orig_mod.pth", "_orig_mod.", 0)]
    [DataRow("orig_mod.safetensors", "_orig_mod.", 0)]
    [DataRow("module_orig_mod.pth", "_orig_mod.", 0)]
    [DataRow("model_prefix.ckpt", "model.", 0)]
    [DataRow("net_prefix_and_criterion.ckpt", "net.", 1)]
    [DataRow("sharded/model.safetensors.index.json", "", 0)]
    [DataRow("external.onnx", "", 0)]
    [DataRow("constants.onnx", "", 0)]
    public void TheyLoadAsTheReferenceDoes(string name, string prefix, int beside)
    {
        var expected = Safetensors.Read(SharedFiles.Require("cases/weights/reference.safetensors"));
        using var network = NetworkCatalog.Create("mnist_cnn", 3, new() { Seed = 1 });
        var report = Weights.File(SharedFiles.Require($"cases/weights/{name}")).LoadInto(network);
        Assert.AreEqual((prefix, 8, beside), (report.Prefix, report.Loaded.Count, report.Beside.Count));
        foreach (var (tensor, data) in StateDictLoader.Capture(network))
            Assert.IsTrue(expected[tensor].Bytes.Span.SequenceEqual(data.Bytes.Span), tensor);
    }

    [TestMethod]
    public void ACutOffFileIsSaidToBeCutOff()
    {
        var path = SharedFiles.Require("cases/weights/cut.pth");
        var error = Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(path));
        StringAssert.Contains(error.Message, path);
        StringAssert.Contains(error.Message, "cut off");
    }

    [TestMethod]
    public void EveryCutOfACheckpointIsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "module.zip.pth", "module.old.pth" })
        {
            var whole = File.ReadAllBytes(Checkpoints.Good(name));
            for (var length = 9; length < whole.Length; length += 97)
            {
                File.WriteAllBytes(folder.File("cut.pth"), whole.AsSpan(0, length));
                var error = Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(folder.File("cut.pth")));
                StringAssert.Contains(error.Message, "cut off", $"{name} cut to {length} bytes");
            }
        }
    }

    [TestMethod]
    public void AFolderIsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        foreach (var use in new Action[] { () => CheckpointReader.Read(folder.Path), () => Safetensors.Read(folder.Path), () => Weights.File(folder.Path).Read() })
            StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(use).Message, $"'{folder.Path}' is a folder");
    }
}
