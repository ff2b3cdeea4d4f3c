using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>A model in int8 is a model.</summary>
[TestClass]
public sealed class QuantizeTests
{
    private const string Graph = "steps/1/graph.onnx", Weights = "steps/1/weights.safetensors";

    private static readonly ToyModel Toy = ToyModel.Shared;
    private static readonly TransferLearningCatalog Catalog = Toy.ML.TransferLearning();
    private static TransformerChain<ITransformer> quantized = null!;

    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("int8.zip");

    [ClassInitialize]
    public static void Quantize(TestContext _) => quantized = Catalog.Quantize(Toy.Model, Toy.Train);

    [ClassCleanup]
    public static void DisposeModel() => quantized.Dispose();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void ItIsAsGoodAsTheGivenOneAndNotTheSame()
    {
        var (single, bytes) = (Catalog.Evaluate(Toy.Model.Transform(Toy.Test)), Catalog.Evaluate(quantized.Transform(Toy.Test)));
        Assert.IsGreaterThan(0.9, single.MicroAccuracy);
        Assert.AreEqual(single.MicroAccuracy, bytes.MicroAccuracy, 0.03);
        var (expected, actual) = (ToyModel.Scores(Toy.Model.Transform(Toy.Test)), ToyModel.Scores(quantized.Transform(Toy.Test)));
        var differences = expected.Zip(actual, (left, right) => left.Zip(right, (one, other) => Math.Abs(one - other)).Max()).ToList();
        Assert.IsLessThan(0.05, differences.Average());
        Assert.IsGreaterThan(0, differences.Average());
    }

    [TestMethod]
    public void ALoadedOneGivesTheSameScoresFromAQuarterOfTheBytes()
    {
        Catalog.Save(Toy.Model, Toy.Train.Schema, folder.File("single.zip"));
        var single = new FileInfo(folder.File("single.zip")).Length;
        Save();
        Assert.AreEqual(0.25, new FileInfo(Path).Length / (double)single, 0.02);
        using (var archive = ZipFile.OpenRead(Path)) Assert.IsNull(archive.GetEntry(Weights));
        using var loaded = (TransformerChain<ITransformer>)Catalog.Load(Path, out var schema);
        AssertSameScores(loaded);

        Catalog.Save(loaded, schema, folder.File("again.zip"));
        using var again = (TransformerChain<ITransformer>)Catalog.Load(folder.File("again.zip"), out _);
        AssertSameScores(again);
    }

    [TestMethod]
    public void EnginesAndPoolsPredictWithIt()
    {
        var row = new ImageRow { ImagePath = Directory.GetFiles(Toy.TestFolder, "*.png", SearchOption.AllDirectories).Order().First() };
        using var pool = Catalog.CreatePredictionEnginePool<PathRow, ScoredRow>(quantized);
        var prediction = pool.Predict(new PathRow { ImagePath = row.ImagePath });
        Assert.AreEqual(Directory.GetParent(row.ImagePath)!.Name, prediction.PredictedLabel);
    }

    [TestMethod]
    public void ItsNetworkIsNotToBeHad()
    {
        var step = quantized.OfType<ImageClassificationTransformer>().Single();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => step.Network).Message, "Keep the float32 model");
        Assert.ThrowsExactly<InvalidOperationException>(() => Catalog.ExportOnnx(quantized, folder.File("a.onnx")));
        Assert.ThrowsExactly<InvalidOperationException>(() => Catalog.Quantize(quantized, Toy.Train));
        CollectionAssert.AreEqual(ToyImages.Classes, step.ClassNames.ToArray());
    }

    [TestMethod]
    public void TheGivenModelOutlivesIt()
    {
        Catalog.Quantize(Toy.Model, Toy.Train, maximumImages: 1).Dispose();
        Assert.HasCount(36, ToyModel.Scores(Toy.Model.Transform(Toy.Test)));
        Assert.AreEqual("resnet18", Toy.Network.Network.Architecture);
    }

    [TestMethod]
    public void FeaturesAreQuantizedToo()
    {
        var ml = Toy.ML;
        using var weights = new TinyWeights("resnet18", classes: 3);
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(12));
        using var single = Catalog.Featurize("Features", "resnet18", weights.Weights).Fit(rows);
        using var bytes = Catalog.Quantize(single, rows);
        Catalog.Save(bytes, rows.Schema, Path);
        using var loaded = (TransformerChain<ITransformer>)Catalog.Load(Path, out _);
        var expected = Features(single);
        Assert.AreEqual(512, bytes.OfType<ImageFeaturizingTransformer>().Single().FeatureCount);
        foreach (var model in new[] { bytes, loaded })
            foreach (var (left, right) in expected.Zip(Features(model))) Close.AreClose(left, right, 0.1, "features");

        List<float[]> Features(ITransformer model) => [.. model.Transform(rows).GetColumn<float[]>("Features")];
    }

    [TestMethod]
    public void RowsAtEqualDistancesAreRead()
    {
        using var weights = new TinyWeights("mnist_cnn", classes: 3);
        var images = new CountingImages(20);
        var view = Catalog.LoadImages(images);
        using var single = Catalog.Classify("mnist_cnn", weights.Weights, ToyImages.Classes).Fit(view);
        images.Reads.Clear();
        Catalog.Quantize(single, view, maximumImages: 5).Dispose();
        CollectionAssert.AreEqual(new[] { 0, 4, 8, 12, 16 }, images.Reads);
        images.Reads.Clear();
        Catalog.Quantize(single, Toy.ML.Data.TakeRows(view, 7), maximumImages: 7).Dispose();
        CollectionAssert.AreEqual(Enumerable.Range(0, 7).ToArray(), images.Reads);
    }

    /// <summary>As a queue gives its rows: nobody knows how many there are, and there is no second time.</summary>
    [TestMethod]
    public void RowsThatCanBeReadOnceAreSampled()
    {
        using var weights = new TinyWeights("mnist_cnn", classes: 3);
        var queue = new Queue<ImageRow>(ToyImages.Rows(20));
        var view = Toy.ML.Data.LoadFromEnumerable(Drain());
        using var single = Catalog.Classify("mnist_cnn", weights.Weights, ToyImages.Classes).Fit(Toy.ML.Data.LoadFromEnumerable(ToyImages.Rows(1)));
        using var quantized = (IDisposable)Catalog.Quantize(single, view, maximumImages: 5);
        Assert.IsEmpty(queue);

        IEnumerable<ImageRow> Drain()
        {
            while (queue.TryDequeue(out var row)) yield return row;
        }
    }

    [TestMethod]
    public void OnlyOnnxRuntimeComputesIt()
    {
        Save();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Catalog.Load(Path, out _, ScoringEngine.TorchSharp));
        StringAssert.Contains(error.Message, "resnet18 in int8, which TorchSharp cannot compute");
        ((IDisposable)Catalog.Load(Path, out _, ScoringEngine.OnnxRuntime)).Dispose();
    }

    [TestMethod]
    public void DamagedFilesAreRefused()
    {
        Save();
        var graph = Replace(Graph, bytes => bytes[..(bytes.Length / 2)]);
        StringAssert.Contains(Refused().Message, "cannot be read as a model");
        Replace(Graph, _ => graph);
        Replace("steps/1/config.json", bytes => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes).Replace("resnet18", "resnet34")));
        StringAssert.Contains(Refused().Message, "The graph is of resnet18, not of resnet34");

        // Without its weights, a model in float32 is no model in int8.
        Catalog.Save(Toy.Model, Toy.Train.Schema, Path);
        using (var archive = ZipFile.Open(Path, ZipArchiveMode.Update)) archive.GetEntry(Weights)!.Delete();
        StringAssert.Contains(Refused().Message, "weights.safetensors' is missing");

        InvalidDataException Refused() => Assert.ThrowsExactly<InvalidDataException>(() => Catalog.Load(Path, out _));
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        var none = Toy.ML.Transforms.CopyColumns("Copy", "Label").Fit(Toy.Train);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Catalog.Quantize(none, Toy.Train)).Message, "no network");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Catalog.Quantize(Toy.Model, Toy.Train, maximumImages: 0));
        var empty = Toy.ML.Data.SkipRows(Toy.Train, 1000);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Catalog.Quantize(Toy.Model, empty)).Message, "no images to calibrate on");
        var noImages = Toy.ML.Data.LoadFromEnumerable(new[] { new { Label = "a" } });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Catalog.Quantize(Toy.Network, noImages));
    }

    [TestMethod]
    public void AWarningSaysWhereItDoesNotPay()
    {
        var ml = new MLContext();
        var warnings = new List<string>();
        ml.Log += (_, line) =>
        {
            if (line.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning) warnings.Add(line.Message);
        };
        using var weights = new TinyWeights("mobilenet_v3_small", classes: 3);
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(3));
        using var single = ml.TransferLearning().Classify("mobilenet_v3_small", weights.Weights, ToyImages.Classes).Fit(rows);
        ml.TransferLearning().Quantize(single, rows).Dispose();
        StringAssert.Contains(warnings.Single(), "int8 makes mobilenet_v3_small smaller but hardly faster");
    }

    private void Save() => Catalog.Save(quantized, Toy.Train.Schema, Path);

    private static void AssertSameScores(ITransformer model)
    {
        foreach (var (expected, actual) in ToyModel.Scores(quantized.Transform(Toy.Test)).Zip(ToyModel.Scores(model.Transform(Toy.Test))))
            CollectionAssert.AreEqual(expected, actual);
    }

    /// <summary>Changes an entry of the archive, and gives what was there before.</summary>
    private byte[] Replace(string name, Func<byte[], byte[]> change)
    {
        using var archive = ZipFile.Open(Path, ZipArchiveMode.Update);
        var entry = archive.GetEntry(name)!;
        using var before = new MemoryStream();
        using (var stream = entry.Open()) stream.CopyTo(before);
        entry.Delete();
        using var after = archive.CreateEntry(name).Open();
        after.Write(change(before.ToArray()));
        return before.ToArray();
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
