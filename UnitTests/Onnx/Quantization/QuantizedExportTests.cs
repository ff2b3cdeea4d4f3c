using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Onnx.Quantization;

/// <summary>Exported files in int8: what ONNX Runtime makes of them, and how near they come to float32.</summary>
[TestClass]
public sealed class QuantizedExportTests
{
    private const int Classes = 5, Photos = 6;

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    /// <summary>
    /// Scores of initial weights; and where int8 pays, what makes one image's scores differ from another's, with weights that keep the signal up.
    /// Without training that is small beside what all images have in common, which takes most of the 256 steps; gates magnify the loss.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void EveryNetworksScoresGoWithThoseOfFloat32(string name)
    {
        using var network = Small(name, out var photos);
        Assert.IsGreaterThan(0.95, CorrelationWithFloat32(scores => scores), "scores");
        if (OnnxQuantization.AdviceAgainst(network) is not null) return;
        EveryLayerMatters.In(network, photos);
        Assert.IsGreaterThan(0.6, CorrelationWithFloat32(Differences), "differences");

        double CorrelationWithFloat32(Func<float[], float[]> of)
        {
            var (single, quantized) = (Logits(network, photos, null), Logits(network, photos, new OnnxQuantization(photos.NormalisedImages)));
            Assert.IsTrue(quantized.All(float.IsFinite));
            // GoogLeNet's initial weights make scores that are its last layer's biases.
            if (name != "googlenet" || Differences(single).Any(difference => difference != 0)) CollectionAssert.AreNotEqual(single, quantized, "nothing is in int8");
            return Correlation(of(single), of(quantized));
        }
    }

    /// <summary>The operators of integers that ONNX Runtime puts together from the file, and none of float32 between them.</summary>
    [TestMethod]
    [DataRow("resnet18", 20, 8)]
    [DataRow("resnet50", 53, 16)]
    [DataRow("mobilenet_v2", 52, 10)]
    [DataRow("vgg11_bn_small", 8, 0)]
    public void TheRuntimeComputesWithIntegers(string name, int convolutions, int additions)
    {
        using var network = Small(name, out var photos);
        Logits(network, photos, new OnnxQuantization(photos.NormalisedImages));
        var kinds = OnnxFile.KindsComputedFor(folder.File("network.onnx"));
        Assert.AreEqual(convolutions, kinds.Count(kind => kind == "QLinearConv"));
        Assert.AreEqual(additions, kinds.Count(kind => kind == "QLinearAdd"));
        Assert.IsEmpty(kinds.Intersect(["Conv", "FusedConv", "Gemm", "Add", "Relu", "Clip", "GlobalAveragePool", "DequantizeLinear"]));
        Assert.AreEqual(1, kinds.Count(kind => kind == "QuantizeLinear"), "the images");
    }

    [TestMethod]
    public void SizeAndMetadata()
    {
        using var network = Small("resnet18", out var photos);
        Logits(network, photos, null);
        var single = new FileInfo(folder.File("network.onnx")).Length;
        Logits(network, photos, new OnnxQuantization(photos.NormalisedImages) { ReduceWeightRange = false });
        Assert.AreEqual(0.25, new FileInfo(folder.File("network.onnx")).Length / (double)single, 0.02);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(folder.File("network.onnx"));
        var metadata = session.ModelMetadata.CustomMetadataMap;
        StringAssert.Contains(metadata["quantization"], "int8 weights from -127 to 127 per output channel");
        Assert.AreEqual("BSD-3-Clause", metadata["licence"]);
    }

    [TestMethod]
    public void AllFormsOfTheInputGiveTheSame()
    {
        using var network = Small("resnet18", out var photos);
        var images = new OnnxQuantization(photos.NormalisedImages.ToList());
        var expected = Logits(network, photos, images);
        Write(network, OnnxInput.Bytes, images);
        var spec = photos.Spec;
        var actual = OnnxRuntime.Run<byte, float>(folder.File("network.onnx"), photos.Interleaved, [spec.Height, spec.Width, spec.Channels], 2);
        Tensors.AssertClose(expected, actual, 0.02, "logits from bytes");
    }

    [TestMethod]
    public void CifarsAccuracyStays()
    {
        var (single, quantized) = CifarAccuracy("resnet20", "resnet20-12fca82f.th", images: 500);
        Assert.IsGreaterThan(0.9, single);
        Assert.AreEqual(single, quantized, 0.015);
    }

    [TestMethod]
    [TestCategory("Full")]
    [DataRow("resnet20", "resnet20-12fca82f.th", 0.9173)]
    [DataRow("resnet32", "resnet32-d509ac18.th", 0.9263)]
    public void CifarsAccuracyStaysOnAllImages(string name, string file, double expected)
    {
        var (single, quantized) = CifarAccuracy(name, file, images: 10_000);
        Assert.AreEqual(expected, single, 0.0002);
        Assert.AreEqual(single, quantized, 0.005);
    }

    [TestMethod]
    public void ImagesOfADataSetAreTakenAtEqualDistances()
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 3);
        var images = new CountingImages(20);
        OnnxExport.Write(network, folder.File("network.onnx"), new OnnxExportOptions { Quantization = new(images, maximumImages: 5) });
        CollectionAssert.AreEqual(new[] { 0, 4, 8, 12, 16 }, images.Reads);
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 3);
        StringAssert.Contains(Refused<ArgumentException>(new OnnxQuantization([])).Message, "no images to calibrate on");
        StringAssert.Contains(Refused<ArgumentException>(new OnnxQuantization([new float[7]])).Message, "has 7 numbers, but the network takes 2352");
        var nan = Enumerable.Repeat(float.NaN, 2352).ToArray();
        StringAssert.Contains(Refused<InvalidOperationException>(new OnnxQuantization([nan])).Message, "not finite");
        var afterAWholeBatch = Enumerable.Repeat(new float[2352], 8).Append(Enumerable.Repeat(float.PositiveInfinity, 2352).ToArray());
        StringAssert.Contains(Refused<InvalidOperationException>(new OnnxQuantization(afterAWholeBatch)).Message, "not finite");
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new OnnxQuantization(new CountingImages(0))).Message, "no images to calibrate on");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new OnnxQuantization(new CountingImages(1), 0)).Message, "maximumImages must be at least 1");

        TError Refused<TError>(OnnxQuantization quantization) where TError : Exception => Assert.ThrowsExactly<TError>(
            () => OnnxExport.Write(network, folder.File("a.onnx"), new OnnxExportOptions { Quantization = quantization }));
    }

    [TestMethod]
    [DataRow("resnet18", null)]
    [DataRow("densenet_small", null)]
    [DataRow("mobilenet_v2", null)]
    [DataRow("inception_resnet_v2", null)]
    [DataRow("mobilenet_v3_large", "HardSwish")]
    [DataRow("efficientnet_b0", "Sigmoid")]
    [DataRow("deit_tiny", "MatMul")]
    public void NetworksThatDoNotGainAreKnown(string name, string? reason)
    {
        using var network = NetworkCatalog.Create(name, 3);
        var advice = OnnxQuantization.AdviceAgainst(network);
        if (reason is null) Assert.IsNull(advice);
        else StringAssert.Contains(advice, reason);
    }

    private static Network Small(string name, out OnnxPhotos photos)
    {
        var network = NetworkCatalog.Create(name, Classes, new NetworkOptions { Seed = 1 });
        var size = NetworkCases.SmallImageSize(network);
        network.InputSpec = network.InputSpec with { Height = size, Width = size, ResizeShorterSide = size };
        GiveScores(network);
        photos = OnnxPhotos.Draw(Photos, network.InputSpec);
        return network;
    }

    /// <summary>The heads of fresh ViTs are zeros, as are then all their scores.</summary>
    private static void GiveScores(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var head = network.get_parameter($"{network.LastLayerName}.weight")!;
        if (head.count_nonzero().item<long>() > 0) return;
        manual_seed(3);
        head.copy_(randn_like(head).mul_(0.05));
    }

    private float[] Logits(Network network, OnnxPhotos photos, OnnxQuantization? quantization)
    {
        Write(network, OnnxInput.Normalised, quantization);
        var spec = photos.Spec;
        return OnnxRuntime.Run<float, float>(folder.File("network.onnx"), photos.Normalised, [spec.Channels, spec.Height, spec.Width], batchSize: 2);
    }

    private void Write(Network network, OnnxInput input, OnnxQuantization? quantization) => OnnxExport.Write(
        network, folder.File("network.onnx"),
        new OnnxExportOptions { Input = input, Output = OnnxOutput.Logits, Quantization = quantization, Licence = "BSD-3-Clause" });

    /// <summary>Without what all images have in common.</summary>
    private static float[] Differences(float[] logits)
    {
        var means = Enumerable.Range(0, Classes).Select(label => logits.Where((_, i) => i % Classes == label).Average()).ToArray();
        return [.. logits.Select((logit, i) => logit - means[i % Classes])];
    }

    private static double Correlation(float[] left, float[] right) =>
        left.Zip(right, (one, other) => (double)one * other).Sum() / Math.Sqrt(left.Sum(one => (double)one * one) * right.Sum(one => (double)one * one));

    private static (double Float32, double Int8) CifarAccuracy(string name, string file, int images)
    {
        using var network = NetworkCatalog.Create(name, 10);
        Weights.File(SharedFiles.Require($"weights/cifar10-resnet/{file}")).LoadInto(network);
        network.InputSpec = network.InputSpec with { Mean = InputSpec.ImageNet.Mean, Std = InputSpec.ImageNet.Std };
        using var training = new ImageFolder(SharedFiles.Require("data/cifar10/train.zip"));
        using var test = new ImageFolder(SharedFiles.Require("data/cifar10/test.zip"));
        var indices = Enumerable.Range(0, images).Select(i => i * (test.Count / images)).ToArray();
        using var single = OnnxRuntimeEngine.Of(network, NetworkOutput.Probabilities);
        var model = OnnxRuntimeEngine.ModelOf(network, NetworkOutput.Probabilities, new OnnxQuantization(training));
        using var quantized = OnnxRuntimeEngine.Open(model, name, network.InputSpec);
        return (Accuracy(single), Accuracy(quantized));

        double Accuracy(IScoringEngine engine) => indices.Chunk(100).Sum(batch =>
        {
            var scores = engine.Run(OnnxPhotos.Take(batch, test, network.InputSpec).Normalised, batch.Length).Chunk(10);
            return scores.Zip(batch).Count(answer => Array.IndexOf(answer.First, answer.First.Max()) == test.LabelOf(answer.Second));
        }) / (double)images;
    }
}
