using System.Text.Json;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>Weights in several files with an index, as larger models are published.</summary>
[TestClass]
public sealed class WeightsIndexTests
{
    private const string First = "model-00001-of-00002.safetensors", Second = "model-00002-of-00002.safetensors";

    private readonly TemporaryFolder folder = new();

    private string Index => folder.File("model.safetensors.index.json");

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void AllPartsAreReadInTheIndexsOrder()
    {
        WriteParts();
        WriteIndex(("b", Second), ("a", First));
        var weights = CheckpointReader.Read(Index);
        CollectionAssert.AreEqual(new[] { "b", "a" }, weights.Keys.ToArray());
        Assert.AreEqual((1f, 2f), (weights["a"].ToSingles()[0], weights["b"].ToSingles()[0]));
        Assert.AreEqual("pt", weights.Metadata["format"]);
    }

    [TestMethod]
    public void WhatOnlyAPartNamesIsReadToo()
    {
        WriteParts();
        WriteIndex(("b", Second));
        Safetensors.Write(folder.File(Second), new() { ["b"] = Value(2), ["c"] = Value(3) });
        CollectionAssert.AreEqual(new[] { "b", "c" }, CheckpointReader.Read(Index).Keys.ToArray());
    }

    [TestMethod]
    public void PyTorchsPartsAreReadAlike()
    {
        Python.RunCode(
            """
            import json, sys, torch
            parts = {"pytorch_model-00001-of-00002.bin": {"module.a": torch.ones(2)}, "pytorch_model-00002-of-00002.bin": {"module.b": torch.full((3,), 2.)}}
            for name, part in parts.items():
                torch.save(part, f"{sys.argv[1]}/{name}")
            with open(f"{sys.argv[1]}/pytorch_model.bin.index.json", "w") as file:
                json.dump({"metadata": {"total_size": 20}, "weight_map": {key: name for name, part in parts.items() for key in part}}, file, indent=2)
            """, folder.Path);
        var weights = CheckpointReader.Read(folder.File("pytorch_model.bin.index.json"));
        CollectionAssert.AreEqual(new[] { "a", "b" }, weights.Keys.ToArray());
        CollectionAssert.AreEqual(new float[] { 2, 2, 2 }, weights["b"].ToSingles());
    }

    [TestMethod]
    [DataRow("../secret.safetensors")]
    [DataRow("..")]
    [DataRow("sub/secret.safetensors")]
    [DataRow("/etc/passwd")]
    [DataRow(@"..\secret.safetensors")]
    [DataRow(@"C:secret.safetensors")]
    [DataRow("")]
    public void APartOutsideTheFolderIsRefused(string part)
    {
        Safetensors.Write(folder.File("secret.safetensors"), new() { ["a"] = Value(1) });
        Directory.CreateDirectory(folder.File("sub"));
        File.Copy(folder.File("secret.safetensors"), folder.File("sub/secret.safetensors"));
        var index = folder.File("sub/model.safetensors.index.json");
        File.WriteAllText(index, JsonSerializer.Serialize(new { weight_map = new Dictionary<string, string> { ["a"] = part } }));
        StringAssert.Contains(Refused(index), "must be a name without a folder");
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        WriteParts();
        WriteIndex(("a", First), ("b", "model-00003-of-00003.safetensors"));
        StringAssert.Contains(Refused(Index), "'model-00003-of-00003.safetensors', which is missing");
        WriteIndex(("a", First), ("b", First));
        StringAssert.Contains(Refused(Index), "'b' should be in 'model-00001-of-00002.safetensors', but is not");
        WriteIndex(("a", Path.GetFileName(Index)));
        StringAssert.Contains(Refused(Index), "as no known format does");
        File.WriteAllText(Index, """{"architectures": ["ResNet"]}""");
        StringAssert.Contains(Refused(Index), "no 'weight_map'");
        File.WriteAllText(Index, """{"weight_map": {"a": 1}}""");
        StringAssert.Contains(Refused(Index), "no 'weight_map'");
        File.WriteAllText(Index, """{"weight_map": {"a": "x", "a": "y"}}""");
        StringAssert.Contains(Refused(Index), "names a tensor twice");
        WriteIndex(("a", First));
        File.WriteAllBytes(Index, File.ReadAllBytes(Index)[..^5]);
        StringAssert.Contains(Refused(Index), "cut off");
    }

    [TestMethod]
    public void ADamagedPartIsNamed()
    {
        WriteParts();
        WriteIndex(("a", First), ("b", Second));
        File.WriteAllBytes(folder.File(Second), File.ReadAllBytes(folder.File(Second))[..^1]);
        var message = Refused(Index);
        StringAssert.Contains(message, folder.File(Second));
        StringAssert.Contains(message, "cut off");
    }

    [TestMethod]
    public void APartAloneIsSaidToBeOne()
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 3);
        var all = StateDictLoader.Capture(network);
        Safetensors.Write(folder.File(First), new() { ["features.0.weight"] = all["features.0.weight"] });
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => Weights.File(folder.File(First)).LoadInto(network));
        StringAssert.Contains(error.Message, "part 1 of 2, as its name says: read model.safetensors.index.json");
        error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, CheckpointReader.Read(folder.File(First))));
        StringAssert.Contains(error.Message, "part 1 of 2");
        Safetensors.Write(folder.File("model-00001-of-00001.safetensors"), all);
        Assert.IsNull(CheckpointReader.Read(folder.File("model-00001-of-00001.safetensors")).Source);
    }

    private void WriteParts()
    {
        var first = new StateDict { ["a"] = Value(1) };
        first.Metadata["format"] = "pt";
        Safetensors.Write(folder.File(First), first);
        Safetensors.Write(folder.File(Second), new() { ["b"] = Value(2) });
    }

    private void WriteIndex(params (string Tensor, string File)[] map) => File.WriteAllText(
        Index, JsonSerializer.Serialize(new { metadata = new { total_size = 8 }, weight_map = map.ToDictionary(x => x.Tensor, x => x.File) }));

    private static TensorData Value(float value) => TensorData.FromSingles([value], 1);

    private static string Refused(string path)
    {
        var error = Assert.ThrowsExactly<WeightsException>(() => CheckpointReader.Read(path));
        StringAssert.Contains(error.Message, path);
        return error.Message;
    }
}
