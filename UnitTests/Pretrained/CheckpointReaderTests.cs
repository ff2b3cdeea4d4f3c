using System.Text.Json;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Pretrained;

/// <summary>What PyTorch writes is read bit for bit.</summary>
[TestClass]
public sealed class CheckpointReaderTests
{
    [TestMethod]
    [DataRow("types")]
    [DataRow("views")]
    [DataRow("module")]
    [DataRow("parallel")]
    [DataRow("training")]
    [DataRow("under_model")]
    [DataRow("under_model_state_dict")]
    [DataRow("under_net")]
    [DataRow("twice_wrapped")]
    [DataRow("cycle")]
    [DataRow("protocol3")]
    [DataRow("protocol4")]
    [DataRow("protocol5")]
    public void ReadsBothFormatsBitForBit(string name)
    {
        var expected = JsonDocument.Parse(File.ReadAllText(Checkpoints.Good($"{name}.json"))).RootElement.EnumerateArray().ToList();
        foreach (var format in new[] { "zip", "old" })
        {
            var actual = CheckpointReader.Read(Checkpoints.Good($"{name}.{format}.pth"));
            CollectionAssert.AreEqual(expected.Select(x => x.GetProperty("name").GetString()).ToList(), actual.Keys.ToList(), format);
            foreach (var tensor in expected) AssertSame(tensor, actual[tensor.GetProperty("name").GetString()!], format);
        }
    }

    [TestMethod]
    public void ReadsAFileWhateverItsName()
    {
        using var folder = new TemporaryFolder();
        var odd = folder.File("gewichte.ünïcode 重み");
        File.Copy(Checkpoints.Good("module.zip.pth"), odd);
        Assert.HasCount(7, CheckpointReader.Read(odd));
    }

    [TestMethod]
    public void SharesTheMemoryOfAStorage()
    {
        var weights = CheckpointReader.Read(Checkpoints.Good("views.zip.pth"));
        Assert.IsTrue(weights["whole"].Bytes.Span.Slice(4 * 80).Overlaps(weights["rows"].Bytes.Span));
        Assert.IsTrue(weights["parameter"].Bytes.Equals(weights["same_parameter"].Bytes));
    }

    [TestMethod]
    [DataRow("resnet20-12fca82f.th", 97, 269722)]
    [DataRow("resnet32-d509ac18.th", 157, 464154)]
    public void ReadsPublishedWeights(string name, int tensors, int parameters)
    {
        var weights = CheckpointReader.Read(SharedFiles.Require($"weights/cifar10-resnet/{name}"));
        Assert.HasCount(tensors, weights);
        var trained = weights.Where(x => !x.Key.Contains("running_") && !x.Key.EndsWith("num_batches_tracked"));
        Assert.AreEqual(parameters, trained.Sum(x => x.Value.Count));
        CollectionAssert.AreEqual(new long[] { 16, 3, 3, 3 }, weights["conv1.weight"].Shape.ToArray());
        CollectionAssert.AreEqual(new long[] { 10, 64 }, weights["linear.weight"].Shape.ToArray());
        Assert.IsTrue(weights["bn1.running_var"].ToSingles().All(x => x > 0));
    }

    [TestMethod]
    public void AMissingFileIsSaidToBeMissing()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => CheckpointReader.Read("no/such/file.pth"));
        StringAssert.Contains(error.Message, "no/such/file.pth");
    }

    private static void AssertSame(JsonElement expected, TensorData actual, string format)
    {
        var what = $"{format} {expected.GetProperty("name").GetString()}";
        Assert.AreEqual(Enum.Parse<ElementType>(expected.GetProperty("dtype").GetString()!, ignoreCase: true), actual.Type, what);
        var shape = expected.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64()).ToArray();
        CollectionAssert.AreEqual(shape, actual.Shape.ToArray(), what);
        Assert.AreEqual(expected.GetProperty("bytes").GetString(), Convert.ToHexStringLower(actual.Bytes.Span), what);
    }
}
