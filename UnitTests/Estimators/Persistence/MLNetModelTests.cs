using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Persistence;

/// <summary>What <c>ml.Model.Save</c> writes of models with networks, read by <c>ml.Model.Load</c>.</summary>
[TestClass]
public sealed class MLNetModelTests
{
    private const double Tolerance = 1e-5;

    private static readonly MLContext ML = new(1);
    private static readonly ToyModel Toy = ToyModel.Shared;
    private readonly TemporaryFolder folder = new();

    private string Path => folder.File("model.zip");

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void AFineTunedPipelineIsReadAsOfficialTransformersWithTheSameAnswers()
    {
        using var loaded = Saved(Toy.Model, Toy.Train.Schema);
        AssertOfficial(loaded.Model);
        var (expected, actual) = (Toy.Model.Transform(Toy.Test), loaded.Model.Transform(Toy.Test));
        AssertSame(expected, actual);
        CollectionAssert.AreEqual(Describe(expected.Schema), Describe(actual.Schema));
        var table = ML.MulticlassClassification.Evaluate(actual).ConfusionMatrix.GetFormattedConfusionTable();
        foreach (var name in ToyImages.Classes) StringAssert.Contains(table, name);
    }

    [TestMethod]
    public void PredictionEnginesOfAllThreadsGiveTheClassAsText()
    {
        using var loaded = Saved(Toy.Model, Toy.Train.Schema);
        var rows = ToyModel.Read(ML, Toy.Model.Transform(Toy.Test));
        Parallel.For(0, 4, _ =>
        {
            var options = new PredictionEngineOptions { OwnsTransformer = false };
            using var engine = ML.Model.CreatePredictionEngine<PathRow, ScoredRow>(loaded.Model, options);
            foreach (var row in rows)
            {
                var answer = engine.Predict(new PathRow { ImagePath = row.ImagePath });
                Assert.AreEqual(row.PredictedLabel, answer.PredictedLabel);
                Close.AreClose(row.Score, answer.Score, Tolerance, row.ImagePath);
            }
        });
    }

    [TestMethod]
    public void AModelFromAnArchiveIsSavedLikewise()
    {
        ML.TransferLearning().Save(Toy.Model, Toy.Train.Schema, folder.File("ours.zip"));
        using var ours = (IDisposable)ML.TransferLearning().Load(folder.File("ours.zip"), out var schema);
        using var loaded = Saved((ITransformer)ours, schema);
        AssertOfficial(loaded.Model);
        AssertSame(Toy.Model.Transform(Toy.Test), loaded.Model.Transform(Toy.Test));
    }

    [TestMethod]
    public void AnInt8ModelIsSavedLikewise()
    {
        var model = ML.TransferLearning().Quantize(Toy.Model, Toy.Train);
        using var loaded = Saved(model, Toy.Train.Schema);
        AssertOfficial(loaded.Model);
        AssertSame(model.Transform(Toy.Test), loaded.Model.Transform(Toy.Test));
        Assert.IsLessThan(15_000_000, new FileInfo(Path).Length, "a quarter of float32's 45 MB");
    }

    [TestMethod]
    [DataRow(false, PixelOrder.Auto)]
    [DataRow(true, PixelOrder.Interleaved)]
    public void PixelsMayLieInEitherOrder(bool interleaved, PixelOrder order)
    {
        using var weights = new TinyWeights("resnet20", 3);
        var images = ML.Transforms.ResizeImages("Image", 32, 32).Fit(Rows()).Transform(Rows());
        var pixels = ML.Transforms.ExtractPixels("images", "Image", interleavePixelColors: interleaved).Fit(images).Transform(images);
        // A name that the network's graph has, too.
        AssertSurvives(ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes, "images", pixelOrder: order), pixels);
    }

    [TestMethod]
    public void ColourBecomesGreyAndGreyBecomesColourAsInTheToolkit()
    {
        using var grey = new TinyWeights("lenet", 3);
        var rows = ML.Transforms.ResizeImages("Image", 28, 28).Fit(Rows()).Transform(Rows());
        AssertSurvives(ML.TransferLearning().Classify("lenet", grey.Weights, ToyImages.Classes, inputSpec: InputSpec.Mnist), rows);

        using var colour = new TinyWeights("resnet20", 3);
        var pixels = ML.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new GreyRow
        {
            Pixels = [.. Enumerable.Range(0, 32 * 32).Select(p => (float)(p * (i + 3) % 256))],
        }));
        AssertSurvives(ML.TransferLearning().Classify("resnet20", colour.Weights, ToyImages.Classes, "Pixels"), pixels);
    }

    [TestMethod]
    public void ImagesThatNeedNoResizingAreCut()
    {
        using var weights = new TinyWeights("resnet20", 3);
        var spec = TestInputs.Small with { ResizeShorterSide = 37 };
        var rows = ML.Transforms.ResizeImages("Image", 44, 37).Fit(Rows()).Transform(Rows());
        AssertSurvives(ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes, inputSpec: spec), rows);

        var others = ML.Transforms.ResizeImages("Image", 48, 48).Fit(Rows()).Transform(Rows());
        AssertRefused(ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes, inputSpec: spec), others, "48×48", "37, 37");
    }

    [TestMethod]
    [DataRow(nameof(LabelledRow.Text))]
    [DataRow(nameof(LabelledRow.Flag))]
    [DataRow(nameof(LabelledRow.Number))]
    [DataRow(nameof(LabelledRow.Count))]
    public void TheLabelKeepsTheTypeOfItsValues(string label)
    {
        var rows = ML.Data.LoadFromEnumerable(ToyImages.Rows(12).Select(row => new LabelledRow(row)));
        var options = ToyModel.MnistOptions(epochs: 1);
        var pipeline = ML.Transforms.Conversion.MapValueToKey("Label", label)
            .Append(ML.Transforms.ResizeImages("Image", 28, 28))
            .Append(ML.TransferLearning().FineTune(options))
            .Append(ML.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));
        var model = pipeline.Fit(rows);
        using var loaded = Saved(model, rows.Schema);
        var (expected, actual) = (model.Transform(rows), loaded.Model.Transform(rows));
        AssertSame(expected, actual);
        Assert.AreEqual(expected.Schema["Answer"].Type, actual.Schema["Answer"].Type);
        CollectionAssert.AreEqual(Values(expected, "Answer"), Values(actual, "Answer"));
    }

    [TestMethod]
    public void FeaturesAreReadByATrainerOfMLNet()
    {
        using var weights = new TinyWeights("resnet18", 3);
        var rows = Rows(24);
        var pipeline = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(ML.Transforms.ResizeImages("Image", 32, 32))
            .Append(ML.TransferLearning().Featurize("Features", "resnet18", weights.Weights, inputSpec: TestInputs.Small))
            .Append(ML.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(rows);
        using var loaded = Saved(model, rows.Schema);
        AssertOfficial(loaded.Model);
        AssertSame(model.Transform(rows), loaded.Model.Transform(rows), "Features");
    }

    [TestMethod]
    public void TwoNetworksInAChainKeepTheirColumns()
    {
        using var weights = new TinyWeights("resnet20", 3);
        var rows = Rows();
        var pipeline = ML.Transforms.ResizeImages("Image", 32, 32)
            .Append(ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes))
            .Append(ML.TransferLearning().Classify(
                "resnet20", weights.Weights, ["a", "b", "c"], scoreColumnName: "Second", predictedLabelColumnName: "SecondLabel",
                inputSpec: InputSpec.Cifar10 with { Mean = [0.1f, 0.2f, 0.3f] }));
        var model = pipeline.Fit(rows);
        using var loaded = Saved(model, rows.Schema);
        foreach (var (score, label) in new[] { ("Score", "PredictedLabel"), ("Second", "SecondLabel") })
            AssertSame(model.Transform(rows), loaded.Model.Transform(rows), score, label);
        Assert.AreNotEqual(model.Transform(rows).GetColumn<float[]>("Second").First()[0], ToyModel.Scores(model.Transform(rows))[0][0]);
    }

    [TestMethod]
    public void AThousandClasses()
    {
        using var weights = new TinyWeights("squeezenet1_1", 1000);
        var names = Enumerable.Range(0, 1000).Select(i => $"class {i}").ToArray();
        AssertSurvives(
            ML.TransferLearning().Classify("squeezenet1_1", weights.Weights, names, inputSpec: TestInputs.Small),
            ML.Transforms.ResizeImages("Image", 32, 32).Fit(Rows()).Transform(Rows()));
    }

    [TestMethod]
    public void ImagesOfAnySizeAreRefusedOrResizedOnRequest()
    {
        using var weights = new TinyWeights("resnet20", 3);
        var classify = ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes);
        AssertRefused(classify, Rows(), "images of any size", "ResizeImages(\"Image\", 32, 32)", "ml.TransferLearning().Save");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));

        var model = classify.Fit(Rows());
        ML.TransferLearning().SaveForMLNet(model, Rows().Schema, Path);
        using var loaded = new LoadedModel(ML, Path);
        var resized = ML.Transforms.ResizeImages("Image", 32, 32, resizing: ImageResizingEstimator.ResizingKind.IsoCrop).Fit(Rows()).Transform(Rows());
        AssertSame(model.Transform(resized), loaded.Model.Transform(Rows()));
    }

    [TestMethod]
    public void EncodedFilesAreRefused()
    {
        using var weights = new TinyWeights("resnet20", 3);
        var rows = ML.Data.LoadFromEnumerable([new BytesRow()]);
        AssertRefused(ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes), rows, "encoded files", "ml.TransferLearning().Save");
        var model = ML.TransferLearning().Classify("resnet20", weights.Weights, ToyImages.Classes).Fit(rows);
        Assert.ThrowsExactly<NotSupportedException>(() => ML.TransferLearning().SaveForMLNet(model, rows.Schema, Path));
    }

    [TestMethod]
    public void NoTemporaryFileIsLeft()
    {
        string[] Left() => [.. Directory.EnumerateFileSystemEntries(System.IO.Path.GetTempPath(), "toolkit-*").Where(name => Directory.Exists(name)
            && File.Exists(System.IO.Path.Combine(name, "model.onnx")))];
        var before = Left();
        Saved(Toy.Model, Toy.Train.Schema).Dispose();
        CollectionAssert.AreEquivalent(before, Left());
    }

    private static IDataView Rows(int count = 9) => ML.Data.LoadFromEnumerable(ToyImages.Rows(count));

    private LoadedModel Saved(ITransformer model, DataViewSchema schema)
    {
        ML.Model.Save(model, schema, Path);
        return new LoadedModel(ML, Path);
    }

    private void AssertSurvives(IEstimator<ITransformer> estimator, IDataView rows)
    {
        var model = estimator.Fit(rows);
        using var loaded = Saved(model, rows.Schema);
        AssertOfficial(loaded.Model);
        AssertSame(model.Transform(rows), loaded.Model.Transform(rows));
    }

    private void AssertRefused(IEstimator<ITransformer> estimator, IDataView rows, params string[] words)
    {
        var model = estimator.Fit(rows);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => ML.Model.Save(model, rows.Schema, folder.File("refused.zip")));
        foreach (var word in words) StringAssert.Contains(error.Message, word);
        File.Delete(folder.File("refused.zip"));
    }

    private static void AssertSame(IDataView expected, IDataView actual, string score = "Score", string label = "PredictedLabel")
    {
        var (left, right) = (expected.GetColumn<float[]>(score).ToList(), actual.GetColumn<float[]>(score).ToList());
        Assert.HasCount(left.Count, right);
        foreach (var (one, other) in left.Zip(right)) Close.AreClose(one, other, Tolerance, score);
        CollectionAssert.AreEqual(Values(expected, label), Values(actual, label));
        Assert.AreEqual(Names(expected.Schema[score], "SlotNames"), Names(actual.Schema[score], "SlotNames"));
        if (expected.Schema[label].Type is KeyDataViewType)
        {
            Assert.AreEqual(expected.Schema[label].Type, actual.Schema[label].Type);
            Assert.AreEqual(Names(expected.Schema[label], "KeyValues"), Names(actual.Schema[label], "KeyValues"));
        }
    }

    private static string[] Values(IDataView view, string column) =>
        [.. view.Preview(maxRows: 1000).RowView.Select(row => row.Values.Last(cell => cell.Key == column).Value.ToString()!)];

    private static string Names(DataViewSchema.Column column, string annotation)
    {
        if (column.Annotations.Schema.GetColumnOrNull(annotation) is not { Type: VectorDataViewType { ItemType: var item } }) return "";
        if (item != TextDataViewType.Instance) return $"{annotation} of {item}";
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(annotation, ref names);
        return string.Join('|', names.DenseValues());
    }

    private static string[] Describe(DataViewSchema schema) =>
        [.. schema.Where(column => !column.IsHidden).Select(column => $"{column.Name}: {column.Type}")];

    private static void AssertOfficial(ITransformer model)
    {
        if (model is IEnumerable<ITransformer> chain)
            foreach (var step in chain) AssertOfficial(step);
        else StringAssert.StartsWith(model.GetType().Assembly.GetName().Name, "Microsoft.ML");
    }

    /// <summary>A model that was loaded from a file; ML.NET's own temporary files go when it is disposed.</summary>
    private sealed class LoadedModel(MLContext ml, string path) : IDisposable
    {
        public ITransformer Model { get; } = ml.Model.Load(path, out _);

        public void Dispose() => (Model as IDisposable)?.Dispose();
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class LabelledRow(ImageRow row)
    {
        public string Text { get; } = row.Label;

        public bool Flag { get; } = row.Number % 2 == 0;

        public float Number { get; } = row.Number % 2 + 0.5f;

        public uint Count { get; } = (uint)row.Number % 3;

        [ImageColumn]
        public MLImage? Image { get; } = row.Image;
    }

    private sealed class GreyRow
    {
        [VectorType(1, 32, 32)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class BytesRow
    {
        public byte[] Image { get; set; } = [];
    }
}
