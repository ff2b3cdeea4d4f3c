using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training;

namespace Toolkit.UnitTests.Scoring;

/// <summary>ONNX Runtime and TorchSharp are engines for the same networks.</summary>
[TestClass]
public sealed class ScoringEngineTests
{
    private const int Count = 5, Size = 64;

    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("mobilenet_v3_small")]
    [DataRow("squeezenet1_1")]
    [DataRow("densenet121")]
    [DataRow("resnet18_small")]
    public void BothEnginesComputeTheSame(string name)
    {
        using var network = Network(name);
        var pixels = Pixels(network, Count);
        foreach (var output in Enum.GetValues<NetworkOutput>())
        {
            using var torch = new TorchEngine(network, output);
            using var onnx = OnnxRuntimeEngine.Of(network, output);
            Assert.AreEqual(torch.OutputLength, onnx.OutputLength);
            var expected = torch.Run(pixels, Count);
            var tolerance = 1e-5 * Math.Max(1, expected.Max(MathF.Abs));
            Close.AreClose(expected, onnx.Run(pixels, Count), tolerance, $"{output}");
        }
    }

    /// <summary>Convolutions with and without a bias before batch normalisation, normalisation before convolutions, grouped convolutions, none.</summary>
    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("vgg11_bn_small")]
    [DataRow("densenet121")]
    [DataRow("mobilenet_v3_small")]
    [DataRow("squeezenet1_1")]
    public void AGraphWithItsWeightsInAFileGivesTheSameBitsFoldedBeside(string name)
    {
        using var folder = new TemporaryFolder();
        using var network = Network(name);
        foreach (var norm in network.modules().OfType<TorchSharp.Modules.BatchNorm2d>())
        {
            norm.running_mean!.normal_(0, 0.1);
            norm.running_var!.uniform_(0.5, 2);
        }
        var weights = StateDictLoader.Capture(network);
        Safetensors.Write(folder.File("weights.safetensors"), weights);
        var graph = OnnxRuntimeEngine.GraphOf(network, NetworkOutput.Probabilities, weights, "weights.safetensors");
        var (pixels, file) = (Pixels(network, Count), new FileInfo(folder.File("weights.safetensors")));

        using var memory = OnnxRuntimeEngine.Of(network, NetworkOutput.Probabilities);
        using var plain = OnnxRuntimeEngine.Open(graph, file, name, network.InputSpec);
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        using var folded = OnnxRuntimeEngine.Open(graph, file, name, network.InputSpec, foldBeside: true);
        CollectionAssert.AreEqual(memory.Run(pixels, Count), folded.Run(pixels, Count));
        Close.AreClose(plain.Run(pixels, Count), folded.Run(pixels, Count), 1e-4, "folded by ONNX Runtime");
        using var torch = new TorchEngine(network, NetworkOutput.Probabilities);
        Close.AreClose(torch.Run(pixels, Count), folded.Run(pixels, Count), 1e-4, "TorchSharp");
    }

    [TestMethod]
    [DataRow("resnet18")]
    [DataRow("mobilenet_v3_small")]
    [DataRow("alexnet")]
    [DataRow("efficientnet_b0")]
    public void EveryBatchAndEveryThreadHasTheSameBits(string name)
    {
        using var network = Network(name);
        using var engine = OnnxRuntimeEngine.Of(network, NetworkOutput.Probabilities);
        var pixels = Pixels(network, Count);
        var (length, whole) = (pixels.Length / Count, engine.Run(pixels, Count));
        var alone = new float[Count][];
        Parallel.For(0, Count * 8, i => alone[i % Count] = engine.Run(pixels.AsSpan(i % Count * length, length), 1));
        CollectionAssert.AreEqual(whole, alone.SelectMany(scores => scores).ToArray());
    }

    [TestMethod]
    public void ANetworkOfAUsersOwnHasNoGraph()
    {
        using var network = new TinyNetwork();
        Assert.IsFalse(OnnxRuntimeEngine.Suits(network));
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => OnnxRuntimeEngine.Of(network, NetworkOutput.Features)).Message, "TinyNetwork");
    }

    [TestMethod]
    public void AWrongNumberOfPixelsIsRefused()
    {
        using var network = Network("squeezenet1_1");
        using var engine = OnnxRuntimeEngine.Of(network, NetworkOutput.Probabilities);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => engine.Run(new float[7], 1)).Message, "12288 numbers, but got 7");
        Assert.ThrowsExactly<ArgumentException>(() => engine.Run([], 0));
    }

    private static Network Network(string name)
    {
        var network = NetworkCatalog.Create(name, 10, new NetworkOptions { Seed = 1 });
        network.InputSpec = network.InputSpec with { Height = Size, Width = Size };
        return network;
    }

    private static float[] Pixels(Network network, int count) =>
        [.. Enumerable.Range(0, count * network.InputSpec.Channels * Size * Size).Select(i => MathF.Sin(i * 0.37f))];
}
