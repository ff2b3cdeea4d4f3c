using Microsoft.ML.OnnxRuntime;
using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Pretrained.Onnx;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;
using TorchSharp;

namespace Toolkit.UnitTests.Pretrained.Onnx;

/// <summary>Caffe's SqueezeNet 1.1 out of an ONNX file computes what ONNX Runtime computes from that file.</summary>
[TestClass]
public sealed class SqueezeNetOnnxTests
{
    private const string ModelFile = "weights/imagenet-squeezenet/SqueezeNet_fp16.onnx";
    private const int Classes = 1000, PhotosPerClass = 3;

    // The runtime rounds its result to 16 bits, 11 of them significant. Differences of 0.0001 were seen.
    private const double Rounding = 1.0 / 2048;

    [TestMethod]
    public void LoadsWithNothingMissingOrLeft()
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", Classes);
        var report = Weights.File(SharedFiles.Require(ModelFile)).LoadInto(network);
        Assert.HasCount(network.state_dict().Count, report.Loaded);
        Assert.IsEmpty(report.Adapted);
        Assert.IsEmpty(report.Fresh);
    }

    [TestMethod]
    public void IsKnownByItsContent()
    {
        using var folder = new TemporaryFolder();
        File.Copy(SharedFiles.Require(ModelFile), folder.File("x.onnx"));
        using var network = NetworkCatalog.Create("squeezenet1_1", Classes);
        Weights.File(folder.File("x.onnx")).LoadInto(network);
    }

    [TestMethod]
    public void PhotographsGetTheProbabilitiesThatOnnxRuntimeGives()
    {
        var photos = Photos();
        Float16[] images = [.. photos.SelectMany(photo => AsCaffeHasIt(photo.Pixels))];
        var results = OnnxRuntime.Run<Float16, Float16>(SharedFiles.Require(ModelFile), images, [3, 224, 224], batchSize: 1);
        float[][] theirs = [.. results.Select(probability => (float)probability).Chunk(Classes)];
        var ours = Ours(photos);
        Assert.HasCount(photos.Count, theirs);
        for (var i = 0; i < photos.Count; i++)
            for (var label = 0; label < Classes; label++)
                Assert.AreEqual(theirs[i][label], ours[i][label], Rounding, $"{photos[i].Name}, class {label}");
    }

    [TestMethod]
    public void FoldingTheImagesIntoTheFirstConvolutionIsExact()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var (kernels, bias) = (torch.randn(5, 3, 3, 3), torch.randn(5));
        var pixels = torch.randint(0, 256, [2, 3, 9, 9]).to(torch.ScalarType.Float32); // red, green, blue
        var spec = InputSpec.ImageNet;

        var caffe = pixels.flip(1) - torch.tensor(new float[] { 104, 117, 123 }).reshape(1, 3, 1, 1);
        var expected = torch.nn.functional.conv2d(caffe, kernels, bias);
        var normalised = (pixels / 255 - PerChannel(spec.Mean)) / PerChannel(spec.Std);
        var folded = CaffeImages.Fold(
            TensorData.FromSingles(kernels.ToSingles(), 5, 3, 3, 3), TensorData.FromSingles(bias.ToSingles(), 5));
        var actual = torch.nn.functional.conv2d(normalised, folded.Kernels.ToTensor(), folded.Bias.ToTensor());
        Tensors.AssertClose(expected.ToSingles(), actual.ToSingles(), 1e-6, "the folded convolution");
    }

    private static torch.Tensor PerChannel(IReadOnlyList<float> values) => torch.tensor(values.ToArray()).reshape(1, 3, 1, 1);

    /// <summary>The first photographs of each class, as the network takes them.</summary>
    private static List<(string Name, byte[] Pixels)> Photos()
    {
        using var folder = new ImageFolder(SharedFiles.Require("data/hymenoptera/val"));
        var preparer = new ImagePreparer(InputSpec.ImageNet);
        var photos = new List<(string, byte[])>();
        for (var index = 0; index < folder.Count; index++)
        {
            var name = $"{folder.ClassNames[folder.LabelOf(index)]}/{Path.GetFileName(folder.NameOf(index))}";
            if (photos.Count(photo => photo.Item1.Split('/')[0] == name.Split('/')[0]) == PhotosPerClass) continue;
            photos.Add((name, preparer.Transform(image => folder.Read(index, image)).Pixels.ToArray()));
        }
        return photos;
    }

    /// <summary>Blue, green, red, minus ImageNet's mean of each; exact in 16 bits.</summary>
    private static IEnumerable<Float16> AsCaffeHasIt(byte[] pixels)
    {
        var planes = pixels.Chunk(pixels.Length / 3).Reverse().Zip([104, 117, 123]);
        return planes.SelectMany(plane => plane.First.Select(pixel => (Float16)(float)(pixel - plane.Second)));
    }

    private static float[][] Ours(List<(string Name, byte[] Pixels)> photos)
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", Classes);
        Weights.File(SharedFiles.Require(ModelFile)).LoadInto(network);
        var normaliser = new Normaliser(InputSpec.ImageNet.Mean, InputSpec.ImageNet.Std);
        var pixels = new float[photos.Count * photos[0].Pixels.Length];
        for (var i = 0; i < photos.Count; i++)
            normaliser.Apply(photos[i].Pixels, pixels.AsSpan(i * photos[i].Pixels.Length, photos[i].Pixels.Length));
        return [.. new Scorer(network).Probabilities(pixels, photos.Count).Chunk(Classes)];
    }
}
