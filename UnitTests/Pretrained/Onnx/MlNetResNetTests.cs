using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.Pretrained.Onnx;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;
using TorchSharp;

namespace Toolkit.UnitTests.Pretrained.Onnx;

/// <summary>The ResNet of ML.NET's package, <c>resnet18.mlnet</c>, computes what ONNX Runtime computes from the package's files.</summary>
[TestClass]
public sealed class MlNetResNetTests
{
    private const string Name = "resnet18.mlnet", Network = "resnet18_mlnet", Shorter = "resnet18", ThirdBlock = "layer4.2";
    private const int Pixels = 224 * 224;

    private static readonly Weights Named = Weights.Named(Name);
    private static readonly InputSpec Images = Named.InputSpec!;

    private static string ModelFile => Named.Locate();

    /// <summary>The package's other file, which turns red, green and blue round and subtracts a mean image.</summary>
    private static string PreprocessingFile =>
        Path.Combine(Path.GetDirectoryName(ModelFile)!, "..", "ResNetPrepOnnx", "ResNetPreprocess.onnx");

    [TestMethod]
    public void FeaturesOfNoiseAreThoseOfOnnxRuntime() => AssertSameFeatures(Synthetic());

    [TestMethod]
    public void FeaturesOfPhotographsAreThoseOfOnnxRuntime() => AssertSameFeatures(OnnxPhotos.Take(8, Images));

    /// <summary>
    /// The package subtracts a mean image, whose pixels differ by 3 to 6 of 255 (standard deviation) from their channel's mean, which
    /// is what we subtract. On eight photographs that changed features by 5.4 % of the largest at most, and by 4.8 % of the mean feature
    /// in the mean.
    /// </summary>
    [TestMethod]
    public void TheMeanImageMakesLittleDifference()
    {
        var photos = OnnxPhotos.Take(8, Images);
        float[] pixels = Array.ConvertAll(photos.Pixels, pixel => (float)pixel);
        var theirs = Features(OnnxRuntime.Run<float, float>(PreprocessingFile, pixels, [3, 224, 224], batchSize: 1));
        float[] differences = [.. theirs.Zip(Ours(photos), (whole, ours) => Math.Abs(whole - ours))];
        Assert.IsInRange(0.02, 0.06, differences.Max() / theirs.Max());
        Assert.IsInRange(0.02, 0.06, differences.Average() / theirs.Average());
    }

    [TestMethod]
    public void TheMeanIsThatOfThePackagesMeanImage()
    {
        var image = OnnxModel.Read(new MemoryStream(File.ReadAllBytes(PreprocessingFile))).Initializers["MeanImage"];
        float[] means = [.. image.ToSingles().Chunk(Pixels).Reverse().Select(plane => plane.Average() / 255)];
        Tensors.AssertClose(means, [.. Images.Mean], 2e-6, "mean of red, green and blue");
        CollectionAssert.AreEqual(InputSpec.ImageNet.Std.ToArray(), Images.Std.ToArray());
        Assert.AreEqual((224, 224, 256), (Images.Height, Images.Width, Images.ResizeShorterSide));
    }

    [TestMethod]
    public void TheHeadStaysFreshWhateverItsClasses()
    {
        using var network = NetworkCatalog.Create(Network, 7, new NetworkOptions { Seed = 1 });
        var before = network.Snapshot();
        var report = Named.LoadInto(network);
        CollectionAssert.AreEquivalent(new[] { "fc.weight", "fc.bias" }, report.Fresh.Select(key => key.Name).ToArray());
        Assert.HasCount(network.state_dict().Count, [.. report.Loaded, .. report.MissingCounters, "fc.weight", "fc.bias"]);
        Assert.IsEmpty(report.LeftOut);
        CollectionAssert.AreEqual(before["fc.weight"], network.Snapshot()["fc.weight"]);
        Assert.AreEqual(Images, network.InputSpec);
    }

    /// <summary>Optimizers take steps of the same size for all layers: filters for values of 0 to 255 would hardly learn.</summary>
    [TestMethod]
    public void TheFirstFiltersHaveTheScaleOfTorchvisions()
    {
        using var network = Load(Network);
        var filters = network.get_parameter("conv1.weight")!;
        Assert.AreEqual(0.13, filters.std().ToSingle(), 0.03);
    }

    [TestMethod]
    public void WithoutItsThirdBlockItIsTorchvisionsResNet18()
    {
        using var whole = Load(Network);
        using var network = NetworkCatalog.Create(Shorter, 5);
        var report = Named.LoadInto(network);

        var (all, kept) = (whole.Snapshot(), network.Snapshot());
        string[] block = [.. all.Keys.Except(kept.Keys)];
        Assert.IsTrue(block.All(name => name.StartsWith(ThirdBlock + ".")), string.Join(", ", block));
        CollectionAssert.AreEquivalent(
            block.Where(name => !name.EndsWith("num_batches_tracked")).ToArray(), report.LeftOut.Select(key => key.Name).ToArray());
        StringAssert.Contains(report.ToString(), $"10 left out of the weights:\n  {ThirdBlock}.conv1.weight [512, 512, 3, 3]");
        foreach (var name in kept.Keys.Where(name => !name.StartsWith("fc."))) CollectionAssert.AreEqual(all[name], kept[name], name);
        CollectionAssert.AreEqual(Images.Mean.ToArray(), network.InputSpec.Mean.ToArray());
    }

    [TestMethod]
    public void TheTrainerSaysWhatItLeavesOut()
    {
        var (ml, log) = (new MLContext(seed: 1), new List<string>());
        ml.Log += (_, message) => log.Add(message.RawMessage!);
        var trainer = ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options { Network = Shorter, Weights = Named, Training = new() { Epochs = 1 } });
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(12, seed: 1, 32, 32));
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(rows);
        Assert.HasCount(1, log.Where(line => line.StartsWith(Name) && line.Contains($"10 left out of the weights:\n  {ThirdBlock}.")));
    }

    [TestMethod]
    public void ADeeperNetworkIsRefused()
    {
        using var network = NetworkCatalog.Create("resnet34", 5);
        Assert.ThrowsExactly<WeightsMismatchException>(() => Named.LoadInto(network));
    }

    [TestMethod]
    public void ThereIsNothingToClassifyWith()
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(1));
        var error = Assert.ThrowsExactly<WeightsException>(() => ml.TransferLearning().Classify(Network, Named, ["a", "b"]).Fit(rows));
        StringAssert.Contains(error.Message, "has no classifier: train one with FineTune");
    }

    private static void AssertSameFeatures(OnnxPhotos photos)
    {
        var theirs = Features(AsCaffeHasThem(photos));
        Tensors.AssertClose(theirs, Ours(photos), 1e-4, "features");
    }

    private static float[] Features(float[] images) => OnnxRuntime.Run<float, float>(ModelFile, images, [3, 224, 224], batchSize: 1);

    private static float[] Ours(OnnxPhotos photos)
    {
        using var network = Load(Network);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return network.Features(torch.tensor(photos.Normalised).reshape(photos.Count, 3, 224, 224)).ToSingles();
    }

    private static Network Load(string name)
    {
        var network = NetworkCatalog.Create(name, 5);
        Named.LoadInto(network);
        network.eval();
        return network;
    }

    /// <summary>Blue, green, red, 0 to 255, minus the mean of each.</summary>
    private static float[] AsCaffeHasThem(OnnxPhotos photos) =>
        [.. photos.Pixels.Chunk(3 * Pixels).SelectMany(image => image.Chunk(Pixels).Zip(Images.Mean).Reverse())
            .SelectMany(plane => plane.First.Select(pixel => pixel - 255 * plane.Second))];

    /// <summary>Coarse noise and fine noise, so that maps of every size have something to see at their borders.</summary>
    private static OnnxPhotos Synthetic()
    {
        var random = new Random(7);
        var pixels = new byte[2 * 3 * Pixels];
        for (var plane = 0; plane < 6; plane++)
        {
            byte[] coarse = [.. Enumerable.Range(0, 49).Select(_ => (byte)random.Next(200))];
            for (var i = 0; i < Pixels; i++)
                pixels[plane * Pixels + i] = (byte)(coarse[i / 224 / 32 * 7 + i % 224 / 32] + random.Next(56));
        }
        return new OnnxPhotos(Images, pixels);
    }
}
