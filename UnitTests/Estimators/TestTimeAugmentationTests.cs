using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Augmentation;
using Toolkit.Estimators;
using Toolkit.UnitTests.Cli;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A model that averages over views is a model.</summary>
[TestClass]
public sealed class TestTimeAugmentationTests
{
    private const double Tolerance = 1e-5;

    private static readonly ToyModel Toy = ToyModel.Shared;
    private static readonly TransferLearningCatalog Catalog = Toy.ML.TransferLearning();
    private static TransformerChain<ITransformer> averaging = null!;

    private readonly TemporaryFolder folder = new();

    [ClassInitialize]
    public static void MakeModel(TestContext _) => averaging = Catalog.WithTestTimeAugmentation(Toy.Model);

    [ClassCleanup]
    public static void DisposeModel() => averaging.Dispose();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ScoresAreTheMeanOfThoseOfTheImageAndOfItsMirrorImage()
    {
        var (plain, mirrored) = (ToyModel.Scores(Toy.Model.Transform(Toy.Test)), ToyModel.Scores(Toy.Network.Transform(Mirrored())));
        AssertScores(plain.Zip(mirrored, (left, right) => left.Zip(right, (one, other) => (one + other) / 2).ToArray()), averaging);
        Assert.IsGreaterThan(0.9, Catalog.Evaluate(averaging.Transform(Toy.Test)).MicroAccuracy);
    }

    [TestMethod]
    public void ItIsSavedLoadedAndSavedForMLNet()
    {
        var expected = ToyModel.Scores(averaging.Transform(Toy.Test));
        Catalog.Save(averaging, Toy.Train.Schema, folder.File("ours.zip"));
        using var loaded = (TransformerChain<ITransformer>)Catalog.Load(folder.File("ours.zip"), out _);
        Assert.AreEqual(TestTimeAugmentation.HorizontalFlip, loaded.OfType<ImageNetworkTransformer>().Single().TestTimeAugmentation);
        AssertScores(expected, loaded);

        Toy.ML.Model.Save(averaging, Toy.Train.Schema, folder.File("official.zip"));
        using var official = (IDisposable)Toy.ML.Model.Load(folder.File("official.zip"), out _);
        AssertScores(expected, (ITransformer)official);
    }

    [TestMethod]
    public void ItIsExportedUnlessAskedOtherwise()
    {
        Catalog.ExportOnnx(averaging, folder.File("averaging.onnx"));
        Catalog.ExportOnnx(averaging, folder.File("none.onnx"), new() { TestTimeAugmentation = TestTimeAugmentation.None });
        Catalog.ExportOnnx(Toy.Model, folder.File("plain.onnx"));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("plain.onnx")), File.ReadAllBytes(folder.File("none.onnx")));
        CollectionAssert.AreNotEqual(File.ReadAllBytes(folder.File("plain.onnx")), File.ReadAllBytes(folder.File("averaging.onnx")));
    }

    [TestMethod]
    public void TheCommandLooksAtViewsOnRequest()
    {
        Catalog.Save(Toy.Model, Toy.Train.Schema, folder.File("plain.zip"));
        Catalog.Save(averaging, Toy.Train.Schema, folder.File("averaging.zip"));
        var (plain, flipped) = (Predicted("plain.zip"), Predicted("plain.zip", "--views", "flip"));
        Assert.AreNotEqual(plain, flipped);
        Assert.AreEqual(Predicted("averaging.zip"), flipped);
        Assert.AreEqual(plain, Predicted("averaging.zip", "--views", "none"));

        var (exitCode, output, errors) = ToolkitProcess.Run("evaluate", folder.File("plain.zip"), Toy.TestFolder, "--views", "turns");
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, "accuracy: ");
        (exitCode, _, errors) = ToolkitProcess.Run("export", folder.File("plain.zip"), folder.File("command.onnx"), "--views", "flip");
        Assert.AreEqual(0, exitCode, errors);
        Catalog.ExportOnnx(averaging, folder.File("averaging.onnx"));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("averaging.onnx")), File.ReadAllBytes(folder.File("command.onnx")));
    }

    [TestMethod]
    public void InInt8ItStillAverages()
    {
        using var quantized = Catalog.Quantize(averaging, Toy.Train);
        using var plain = Catalog.Quantize(Toy.Model, Toy.Train);
        using var later = Catalog.WithTestTimeAugmentation(plain);
        AssertScores(ToyModel.Scores(later.Transform(Toy.Test)), quantized);
    }

    [TestMethod]
    public void TheNetworkLivesAsLongAsOneOfTheTwo()
    {
        Catalog.Save(Toy.Model, Toy.Train.Schema, folder.File("toy.zip"));
        var first = (TransformerChain<ITransformer>)Catalog.Load(folder.File("toy.zip"), out _);
        var second = Catalog.WithTestTimeAugmentation(first, TestTimeAugmentation.Flips);
        first.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => ToyModel.Scores(first.Transform(Toy.Test)));
        Assert.ThrowsExactly<ObjectDisposedException>(() => Catalog.WithTestTimeAugmentation(first));
        Assert.IsGreaterThan(0.9, Catalog.Evaluate(second.Transform(Toy.Test)).MicroAccuracy);
        second.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => ToyModel.Scores(second.Transform(Toy.Test)));
    }

    [TestMethod]
    public void AModelWithoutANetworkHasNothingToAverage()
    {
        var model = new TransformerChain<ITransformer>(Toy.Model.First());
        var error = Assert.ThrowsExactly<ArgumentException>(() => Catalog.WithTestTimeAugmentation(model));
        StringAssert.Contains(error.Message, "no network of this toolkit that could look at views");
    }

    private string Predicted(string model, params string[] options)
    {
        var (exitCode, output, errors) = ToolkitProcess.Run(["predict", folder.File(model), Toy.TestFolder, .. options]);
        Assert.AreEqual(0, exitCode, errors);
        return output;
    }

    private static void AssertScores(IEnumerable<float[]> expected, ITransformer model)
    {
        var actual = ToyModel.Scores(model.Transform(Toy.Test));
        Assert.HasCount(expected.Count(), actual);
        foreach (var (left, right) in expected.Zip(actual)) Close.AreClose(left, right, Tolerance, "scores");
    }

    /// <summary>What the network sees of the test images, mirrored: resizing would make another image of a mirrored one.</summary>
    private static IDataView Mirrored()
    {
        var view = Toy.Model.Transform(Toy.Test);
        var rows = new List<ImageOnly>();
        using var cursor = view.GetRowCursor([view.Schema["Image"]]);
        var read = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        while (cursor.MoveNext())
        {
            read(ref image);
            rows.Add(new ImageOnly { Image = Mirrored(image) });
        }
        return Toy.ML.Data.LoadFromEnumerable(rows);
    }

    private static MLImage Mirrored(MLImage image)
    {
        const int channels = 4;
        var pixels = image.Pixels;
        var mirrored = new byte[pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
                pixels.Slice((y * image.Width + image.Width - 1 - x) * channels, channels).CopyTo(mirrored.AsSpan((y * image.Width + x) * channels));
        }
        return MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, mirrored);
    }

    private sealed class ImageOnly
    {
        [ImageColumn]
        public MLImage? Image { get; set; }
    }
}
