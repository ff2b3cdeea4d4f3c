using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Images;

/// <summary>All the ways in which an image can come into a pipeline lead to the same prediction.</summary>
[TestClass]
public sealed class ImageColumnTests
{
    private static readonly MLContext ML = new(1);
    private static TemporaryFolder folder = null!;

    private static ImageClassificationTransformer Network => ToyModel.Shared.Network;

    [ClassInitialize]
    public static void WriteImages(TestContext _)
    {
        folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.File("exact"), imagesPerClass: 2, seed: 7, ToyModel.Size, ToyModel.Size);
        ToyImages.WriteFolder(folder.File("larger"), imagesPerClass: 2, seed: 7, height: 61, width: 47);
        foreach (var name in new[] { "exact", "larger" }) ZipFile.CreateFromDirectory(folder.File(name), folder.File(name + ".zip"));
    }

    [ClassCleanup]
    public static void DeleteImages() => folder.Dispose();

    [TestMethod]
    [DataRow("exact")]
    [DataRow("larger")]
    public void EveryKindOfColumnGivesTheSameScores(string name)
    {
        var images = ML.TransferLearning().LoadImageFolder(folder.File(name));
        var expected = Scores(images);
        Assert.HasCount(6, expected);
        Assert.IsTrue(expected.Skip(1).All(scores => !scores.SequenceEqual(expected[0])));

        AssertSame(expected, Scores(ML.TransferLearning().LoadImageFolder(folder.File(name + ".zip"))), "zip");
        AssertSame(expected, Scores(Loaded(ML.Transforms.LoadImages("Image", null, "ImagePath"), images)), "LoadImages");
        AssertSame(expected, Scores(Loaded(ML.Transforms.LoadRawImageBytes("Image", null, "ImagePath"), images)), "LoadRawImageBytes");
        AssertSame(expected, Scores(ML.Data.LoadFromEnumerable(InMemory(images))), "LoadFromEnumerable");
    }

    [TestMethod]
    public void AnImageThatIsDisposedIsNamedByRowAndColumn()
    {
        using var good = ToyImages.Draw(0, 1, ToyModel.Size, ToyModel.Size);
        var bad = ToyImages.Draw(0, 2, ToyModel.Size, ToyModel.Size);
        bad.Dispose();
        var rows = ML.Data.LoadFromEnumerable(new[] { good, bad }.Select((image, i) => new ImageRow { Label = ToyImages.Classes[i], Image = image }));
        var keys = ML.Transforms.Conversion.MapValueToKey("Label");
        foreach (var use in new Action[] { () => Scores(rows), () => keys.Append(ML.TransferLearning().FineTune(ToyModel.Small())).Fit(rows) })
            StringAssert.Contains(Assert.Throws<Exception>(use).ToString(), "The image of row 1 in column 'Image' is disposed. Keep images");
    }

    [TestMethod]
    public void ResizingBeforeTheNetworkToItsSizeIsTheSameAsExactImages()
    {
        var images = ML.TransferLearning().LoadImageFolder(folder.File("exact"));
        AssertSame(Scores(images), Scores(Loaded(ML.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size), images)), "ResizeImages");
    }

    [TestMethod]
    public void LoadImagesTakesPathsRelativeToItsFolder()
    {
        var relative = ML.Data.LoadFromEnumerable(ToyImages.Classes.Select(name => new ImageRow { ImagePath = $"{name}/01.png" }));
        var absolute = ML.Data.LoadFromEnumerable(ToyImages.Classes.Select(name => new ImageRow { ImagePath = folder.File($"exact/{name}/01.png") }));
        AssertSame(
            Scores(Loaded(ML.Transforms.LoadImages("Image", null, "ImagePath"), absolute)),
            Scores(Loaded(ML.Transforms.LoadImages("Image", folder.File("exact"), "ImagePath"), relative)), "relative paths");
    }

    [TestMethod]
    public void TrainingTakesEncodedBytes()
    {
        var ml = new MLContext(1);
        var images = ml.TransferLearning().LoadImageFolder(folder.File("exact"));
        var options = new ImageFineTuningTrainer.Options { Training = new() { Epochs = 1, Seed = 5, Input = TestInputs.Small } };
        ITransformer Fit(params IEstimator<ITransformer>[] first) => first
            .Aggregate(new EstimatorChain<ITransformer>().Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey("Label")), (chain, next) => chain.Append(next))
            .Append(ml.TransferLearning().FineTune(options)).Fit(images);

        var fromImages = Fit();
        var fromBytes = Fit(ml.Transforms.LoadRawImageBytes("Image", null, "ImagePath"));
        AssertSame(ToyModel.Scores(fromImages.Transform(images)), ToyModel.Scores(fromBytes.Transform(images)), "trained on bytes");
    }

    [TestMethod]
    public void ImagesOfTheNetworksSizeAreStillResizedAndCroppedUnlessTheColumnsTypeSaysIt()
    {
        var spec = TestInputs.Small with { ResizeShorterSide = 40 };
        using var weights = new TinyWeights("resnet18", 3);
        var classify = ML.TransferLearning().Classify("resnet18", weights.Weights, ToyImages.Classes, inputSpec: spec);
        var anySize = ML.TransferLearning().LoadImageFolder(folder.File("exact"));
        var fixedSize = Loaded(ML.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size), anySize);
        var (cropped, whole) = (ToyModel.Scores(classify.Fit(anySize).Transform(anySize)), ToyModel.Scores(classify.Fit(fixedSize).Transform(fixedSize)));
        Assert.IsTrue(cropped.Zip(whole).All(pair => !pair.First.SequenceEqual(pair.Second)));

        var uncropped = ML.TransferLearning().Classify("resnet18", weights.Weights, ToyImages.Classes, inputSpec: TestInputs.Small);
        AssertSame(whole, ToyModel.Scores(uncropped.Fit(anySize).Transform(anySize)), "without cropping");
    }

    private static List<float[]> Scores(IDataView images) => ToyModel.Scores(Network.Transform(images));

    private static IDataView Loaded(IEstimator<ITransformer> estimator, IDataView data) => estimator.Fit(data).Transform(data);

    private static IEnumerable<ImageRow> InMemory(IDataView images) =>
        ML.Data.CreateEnumerable<PathRow>(images, reuseRowObject: false).Select(row => new ImageRow { Image = MLImage.CreateFromFile(row.ImagePath) });

    private static void AssertSame(List<float[]> expected, List<float[]> actual, string what)
    {
        Assert.HasCount(expected.Count, actual, what);
        for (var i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i], $"{what}, row {i}");
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
