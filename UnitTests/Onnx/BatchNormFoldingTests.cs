using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Onnx;

/// <summary>Batch normalisation within convolutions gives the values that it gives behind them.</summary>
[TestClass]
public sealed class BatchNormFoldingTests
{
    [TestMethod]
    [DataRow("resnet18_small", 0)]
    [DataRow("vgg11_bn_small", 0)]
    [DataRow("googlenet", 0)]
    [DataRow("mobilenet_v2", 0)]
    [DataRow("resnetv2_18_small", 9)]
    public void TheScoresStay(string name, int left)
    {
        using var network = NetworkCatalog.Create(name, 5, new NetworkOptions { Seed = 1 });
        var size = NetworkCases.SmallImageSize(network);
        network.InputSpec = network.InputSpec with { Height = size, Width = size, ResizeShorterSide = size };
        var photos = OnnxPhotos.Draw(3, network.InputSpec);
        EveryLayerMatters.In(network, photos);
        using var folder = new TemporaryFolder();
        var plain = new OnnxExportOptions { Input = OnnxInput.Normalised, Output = OnnxOutput.Logits };
        OnnxExport.Write(network, folder.File("plain.onnx"), plain);
        OnnxExport.Write(network, folder.File("folded.onnx"), plain with { FoldBatchNormalization = true });
        int[] sizes = [photos.Spec.Channels, size, size];
        Tensors.AssertClose(
            OnnxRuntime.Run<float, float>(folder.File("plain.onnx"), photos.Normalised, sizes, 3),
            OnnxRuntime.Run<float, float>(folder.File("folded.onnx"), photos.Normalised, sizes, 3), 1e-5, name);

        var before = OnnxFile.KindsIn(folder.File("plain.onnx"));
        var after = OnnxFile.KindsIn(folder.File("folded.onnx"));
        Assert.IsGreaterThan(left, before.Count(kind => kind == "BatchNormalization"));
        Assert.AreEqual(left, after.Count(kind => kind == "BatchNormalization"));
        Assert.AreEqual(before.Count(kind => kind == "Conv"), after.Count(kind => kind == "Conv"));
    }

    [TestMethod]
    public void AConvolutionThatSomethingElseSeesStays()
    {
        var graph = Graph();
        graph.Add("Add", [graph.Add("BatchNormalization", ["Conv", "gamma", "beta", "mean", "variance"], new OnnxAttribute("epsilon", 0.5)), "Conv"]);
        BatchNormFolding.Apply(graph);
        CollectionAssert.AreEqual(new[] { "Conv", "BatchNormalization", "Add" }, graph.Operators.Select(item => item.Kind).ToArray());
    }

    /// <summary>2 · (w·x + b − 4) / √(3.5 + 0.5) + 7 with w = 3 and b = 5 is 3·x + 8.</summary>
    [TestMethod]
    public void NumbersByHand()
    {
        var graph = Graph();
        graph.Add("BatchNormalization", ["Conv", "gamma", "beta", "mean", "variance"], new OnnxAttribute("epsilon", 0.5));
        BatchNormFolding.Apply(graph);
        var only = graph.Operators.Single();
        Assert.AreEqual("Conv", only.Kind);
        Assert.AreEqual("BatchNormalization", only.Output, "the value's name");
        Assert.AreEqual(3f, graph.Constants[only.Inputs[1]].ToSingles().Single());
        Assert.AreEqual(8f, graph.Constants[only.Inputs[2]].ToSingles().Single());
        Assert.HasCount(2, graph.Constants, "what is not used any more is gone");
    }

    private static OnnxGraph Graph()
    {
        using var root = TorchSharp.torch.nn.ReLU();
        var graph = new OnnxGraph(root);
        graph.Constants.Add("w", TensorData.FromSingles([3], 1, 1, 1, 1));
        foreach (var (name, value) in new[] { ("b", 5f), ("gamma", 2f), ("beta", 7f), ("mean", 4f), ("variance", 3.5f) })
            graph.Constants.Add(name, TensorData.FromSingles([value], 1));
        graph.Add("Conv", ["x", "w", "b"]);
        return graph;
    }
}
