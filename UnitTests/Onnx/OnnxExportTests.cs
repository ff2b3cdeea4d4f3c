using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Onnx;

/// <summary>ONNX Runtime computes from an exported file what the network computes, in batches of any size.</summary>
[TestClass]
public sealed class OnnxExportTests
{
    private const int Classes = 5, Photos = 3;
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void EveryNetworkGivesTheSameScores(string name)
    {
        using var network = NetworkCatalog.Create(name, Classes, new NetworkOptions { Seed = 1 });
        var size = NetworkCases.SmallImageSize(network);
        network.InputSpec = network.InputSpec with { Height = size, Width = size, ResizeShorterSide = size };
        var photos = OnnxPhotos.Draw(Photos, network.InputSpec);
        EveryLayerMatters.In(network, photos);

        var single = Logits(network, photos, ScalarType.Float32);
        var actual = Run(network, photos.Normalised, new OnnxExportOptions { Input = OnnxInput.Normalised, Output = OnnxOutput.Logits });
        var expected = Logits(network, photos, ScalarType.Float64);
        AssertThatPhotosDiffer(expected);
        // Deep networks magnify rounding; where that makes more than the tolerance, TorchSharp's own error is the measure.
        var ownError = RelativeError(expected, single);
        Tensors.AssertClose(expected, actual, Math.Max(Tolerance, 3 * ownError), $"logits (error in TorchSharp: {ownError:g2})");
        if (ownError <= Tolerance) AssertClose(Softmax(expected), Softmax(actual));
    }

    /// <summary>Preprocessing in the file, on weights that others trained, whose scores are not near each other.</summary>
    [TestMethod]
    [DataRow(OnnxInput.Pixels)]
    [DataRow(OnnxInput.Bytes)]
    [DataRow(OnnxInput.Normalised)]
    public void TheCifarResNetGetsItsImagesInEveryForm(OnnxInput form)
    {
        using var network = NetworkCatalog.Create("resnet20", 10);
        Weights.File(SharedFiles.Require("weights/cifar10-resnet/resnet20-12fca82f.th")).LoadInto(network);
        network.InputSpec = network.InputSpec with { Mean = InputSpec.ImageNet.Mean, Std = InputSpec.ImageNet.Std };
        using var images = new ImageFolder(SharedFiles.Require("data/cifar10/test.zip"));
        var photos = OnnxPhotos.Take(Enumerable.Range(0, 7).Select(i => i * 1400), images, network.InputSpec);
        var options = new OnnxExportOptions { Input = form };
        var actual = form switch
        {
            OnnxInput.Pixels => Run(network, Array.ConvertAll(photos.Pixels, pixel => (float)pixel), options),
            OnnxInput.Bytes => Run(network, photos.Interleaved, options),
            _ => Run(network, photos.Normalised, options),
        };
        AssertClose(new Scorer(network).Probabilities(photos.Normalised, photos.Count), actual);
    }

    [TestMethod]
    public void GreyBytesAreTaken()
    {
        using var network = NetworkCatalog.Create("lenet_bn", 10, new NetworkOptions { Channels = 1, Seed = 1 });
        var bytes = Enumerable.Range(0, 2 * 28 * 28).Select(i => (byte)(i * 7 % 251)).ToArray();
        var photos = new OnnxPhotos(network.InputSpec, bytes);
        var actual = Run(network, bytes, new OnnxExportOptions { Input = OnnxInput.Bytes });
        AssertClose(new Scorer(network).Probabilities(photos.Normalised, 2), actual);
    }

    [TestMethod]
    public void ImageNetsSqueezeNetGivesTheSameProbabilities()
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", 1000);
        Weights.File(SharedFiles.Require("weights/imagenet-squeezenet/SqueezeNet_fp16.onnx")).LoadInto(network);
        var photos = OnnxPhotos.Take(Photos, network.InputSpec);
        var actual = Run(network, photos.Interleaved, new OnnxExportOptions { Input = OnnxInput.Bytes });
        AssertClose(new Scorer(network).Probabilities(photos.Normalised, Photos), actual);
    }

    [TestMethod]
    public void ImagesOfAnotherSizeThanTheNetworksOwn()
    {
        using var network = NetworkCatalog.Create("alexnet32", Classes, new NetworkOptions { Seed = 1 });
        var spec = network.InputSpec with { Height = 40, Width = 50, ResizeShorterSide = 50 };
        var photos = OnnxPhotos.Draw(Photos, spec);
        var expected = Logits(network, photos, ScalarType.Float32);
        var options = new OnnxExportOptions { Input = OnnxInput.Normalised, Output = OnnxOutput.Logits, Height = 40, Width = 50 };
        Tensors.AssertClose(expected, Run(network, photos.Normalised, options, 3, 40, 50), Tolerance, "logits");
    }

    /// <summary>In batches of 2: of three photographs, the last goes alone.</summary>
    private static float[] Run<T>(Network network, T[] images, OnnxExportOptions options, params int[] sizes) where T : unmanaged
    {
        using var folder = new TemporaryFolder();
        var (file, spec) = (folder.File("network.onnx"), network.InputSpec);
        OnnxExport.Write(network, file, options);
        if (sizes.Length == 0)
            sizes = options.Input == OnnxInput.Bytes ? [spec.Height, spec.Width, spec.Channels] : [spec.Channels, spec.Height, spec.Width];
        return OnnxRuntime.Run<T, float>(file, images, sizes, batchSize: 2);
    }

    /// <summary>What TorchSharp makes of the photographs in some precision, in which the network is afterwards.</summary>
    private static float[] Logits(Network network, OnnxPhotos photos, ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        network.to(precision);
        return network.call(photos.ToTensor().to(precision)).ToSingles();
    }

    private static double RelativeError(float[] exact, float[] rounded) =>
        exact.Zip(rounded, (left, right) => Math.Abs(left - right)).Max() / exact.Max(Math.Abs);

    /// <summary>A comparison says little where all images have the same logits.</summary>
    private static void AssertThatPhotosDiffer(float[] logits)
    {
        var difference = logits.Take(Classes).Zip(logits.Skip(Classes), (first, second) => Math.Abs(first - second)).Max();
        Assert.IsGreaterThan(20 * Tolerance * logits.Max(Math.Abs), difference, "difference between the first two photographs");
    }

    private static float[] Softmax(float[] logits)
    {
        using var scope = NewDisposeScope();
        return tensor(logits).reshape(-1, Classes).softmax(1).ToSingles();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], Tolerance, $"probability {i}");
    }
}
