using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.MultiLabel;

/// <summary>A model for several labels an image, trained once, in all its forms.</summary>
[TestClass]
public sealed class MultiLabelTests
{
    private static readonly MLContext ML = new(1);
    private static readonly IDataView Train = Scenes.View(ML, 96), Test = Scenes.View(ML, 40, seed: 2);
    private static TransformerChain<ITransformer> model = null!;

    [ClassInitialize]
    public static void Fit(TestContext context) => model = Pipeline(Options("Text", epochs: 6)).Fit(Train);

    [ClassCleanup]
    public static void Clean() => model.Dispose();

    [TestMethod]
    public void TheLabelsOfNewImagesAreFound()
    {
        var scored = model.Transform(Test);
        var metrics = ML.TransferLearning().EvaluateMultiLabel(scored, "Text");
        Assert.IsGreaterThan(0.95, metrics.MeanAveragePrecision, metrics.ToString());
        Assert.IsGreaterThan(0.9, metrics.MacroF1, metrics.ToString());
        CollectionAssert.AreEqual(Scenes.Labels, metrics.Labels.Select(label => label.Name).ToArray());

        var step = model.OfType<ImageMultiLabelTransformer>().Single();
        CollectionAssert.AreEqual(Scenes.Labels, step.LabelNames.ToArray());
        foreach (var row in Read(scored))
            CollectionAssert.AreEqual(row.Score.Zip(step.Thresholds, (score, threshold) => score >= threshold).ToArray(), row.PredictedLabel);
        CollectionAssert.AreEqual(step.TrainingResult!.Thresholds!.ToArray(), step.Thresholds.ToArray());
        CollectionAssert.AreEqual(Scenes.Labels, SlotNames(scored.Schema["PredictedLabel"]));
        CollectionAssert.AreEqual(Scenes.Labels, SlotNames(scored.Schema["Score"]));
    }

    [TestMethod]
    public void AnAverageOverAllViewsIsKeptInAllForms()
    {
        using var averaging = ML.TransferLearning().WithTestTimeAugmentation(model, TestTimeAugmentation.FlipsAndTurns);
        using var forms = new SavedForms(ML, averaging, Train.Schema);
        var expected = averaging.Transform(Test);
        CollectionAssert.AreNotEqual(Read(model.Transform(Test))[0].Score, Read(expected)[0].Score);
        AssertSame(expected, forms.Archive(ScoringEngine.OnnxRuntime).Transform(Test), 1e-5);
        AssertSame(expected, forms.MLNet().Transform(Test), 1e-5);
    }

    [TestMethod]
    [DataRow(ScoringEngine.OnnxRuntime)]
    [DataRow(ScoringEngine.TorchSharp)]
    public void AnArchiveHoldsTheModel(ScoringEngine engine)
    {
        using var forms = new SavedForms(ML, model, Train.Schema);
        AssertSame(model.Transform(Test), forms.Archive(engine).Transform(Test), 1e-5);
    }

    [TestMethod]
    public void AFileOfMLNetHoldsTheModel()
    {
        using var forms = new SavedForms(ML, model, Train.Schema);
        AssertSame(model.Transform(Test), forms.MLNet().Transform(Test), 1e-5);
    }

    [TestMethod]
    public void AnOnnxFileHoldsProbabilitiesNamesAndThresholds()
    {
        using var forms = new SavedForms(ML, model, Train.Schema);
        var (score, metadata) = forms.Onnx(PixelsOf(Scenes.Rows(1, seed: 2)[0].Image!), Scenes.Side);
        Close.AreClose(Read(model.Transform(Test))[0].Score, score, 1e-5, "score");
        Assert.AreEqual("""["blau","red"]""", metadata["class_names"]);
        Assert.AreEqual("label probabilities", metadata["output"]);
        var thresholds = System.Text.Json.JsonSerializer.Deserialize<float[]>(metadata["label_thresholds"]);
        CollectionAssert.AreEqual(model.OfType<ImageMultiLabelTransformer>().Single().Thresholds.ToArray(), thresholds);
    }

    [TestMethod]
    public void InInt8ItSaysTheSame()
    {
        using var quantized = ML.TransferLearning().Quantize(model, Train);
        var (expected, actual) = (Read(model.Transform(Test)), Read(quantized.Transform(Test)));
        Assert.IsLessThan(0.1, expected.Zip(actual, (e, a) => e.Score.Zip(a.Score, (x, y) => Math.Abs(x - y)).Max()).Average());
        Assert.AreEqual(1, ML.TransferLearning().EvaluateMultiLabel(quantized.Transform(Test), "Text").MeanAveragePrecision, 0.05);
    }

    [TestMethod]
    public void APredictionEngineGivesBooleans()
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var engine = ML.Model.CreatePredictionEngine<SceneRow, LabelledScene>(model, options);
        var row = Scenes.Rows(1, seed: 2)[0];
        CollectionAssert.AreEqual(Read(model.Transform(Test))[0].PredictedLabel, engine.Predict(row).PredictedLabel);
    }

    [TestMethod]
    public void VectorsOfFlagsOrNumbersAreLabelsLikewise()
    {
        var log = new List<string>();
        var ml = new MLContext(1);
        ml.Log += (_, entry) => log.Add(entry.Message);
        var numbers = ml.Transforms.Conversion.ConvertType("Numeric", "Flags").Fit(Train).Transform(Train);
        foreach (var label in new[] { "Flags", "Numeric" })
        {
            using var fitted = ml.TransferLearning().FineTuneMultiLabel(Options(label, epochs: 1)).Fit(numbers);
            CollectionAssert.AreEqual(new[] { "0", "1" }, fitted.LabelNames.ToArray());
        }
        Assert.IsTrue(log.Any(line => line.Contains("2 labels")), "the log names labels");
        Assert.IsTrue(log.Any(line => line.Contains("mAP ") && !line.Contains("accuracy")), "the log names the metric");
        Assert.IsTrue(log.Any(line => line.Contains("Labels from a probability on of: 0 0.")), "the log names thresholds");
    }

    [TestMethod]
    public void ImagesOfADataSetHaveLabelsWithNames()
    {
        var rows = Scenes.Rows(24);
        var source = new SceneImages(rows);
        float[][] targets = [.. rows.Select(row => row.Flags.Select(flag => flag ? 1f : 0).ToArray())];
        var view = ML.TransferLearning().LoadImages(new TargetedImages(source, LearningTask.MultiLabel, Scenes.Labels, targets));
        CollectionAssert.AreEqual(Scenes.Labels, SlotNames(view.Schema["Label"]));
        using var fitted = ML.TransferLearning().FineTuneMultiLabel(Options("Label", epochs: 1)).Fit(view);
        CollectionAssert.AreEqual(Scenes.Labels, fitted.LabelNames.ToArray());
        CollectionAssert.AreEqual(rows[5].Flags, view.GetColumn<bool[]>("Label").ElementAt(5));
    }

    [TestMethod]
    public void ThePromisedSchemaIsTheFittedOne()
    {
        var shape = ShapeProbe.Of(Train);
        var promised = ML.TransferLearning().FineTuneMultiLabel(Options("Flags", 1)).GetOutputSchema(shape);
        foreach (var (name, item) in new (string, DataViewType)[] { ("Score", NumberDataViewType.Single), ("PredictedLabel", BooleanDataViewType.Instance) })
        {
            var column = promised.Single(column => column.Name == name);
            Assert.AreEqual((SchemaShape.Column.VectorKind.Vector, item), (column.Kind, column.ItemType));
        }
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => ML.TransferLearning().FineTuneMultiLabel(Options("Height", 1)).GetOutputSchema(shape));
        StringAssert.Contains(error.Message, "expected Vector<Boolean> or Vector<Single> of known size, or String, got Single");
    }

    [TestMethod]
    public void LabelsInAWrongFormAreNamed()
    {
        Refused<ArgumentOutOfRangeException>(Train, "Height", "expected Vector<Boolean> or Vector<Single> of known size, or String, got Single");
        Refused<InvalidOperationException>(Train, "Numbers", "for the label '0' in column 'Numbers', but it must be 1 for a label that the image has, or 0");
        var blank = Scenes.Rows(8);
        foreach (var row in blank) row.Text = " ; ";
        Refused<InvalidOperationException>(ML.Data.LoadFromEnumerable(blank), "Text", "No row has a label in column 'Text'");

        var validation = Scenes.Rows(8);
        validation[3].Text = "red;grün";
        var options = Options("Text", 1);
        options.ValidationSet = ML.Data.LoadFromEnumerable(validation);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => ML.TransferLearning().FineTuneMultiLabel(options).Fit(Train));
        StringAssert.Contains(error.Message, "Row 3 of the validation data has the label 'grün' in column 'Text', but the training data have blau, red");
    }

    [TestMethod]
    [DataRow("thresholds", "[0.5]", "1 thresholds for 2 labels")]
    [DataRow("thresholds", "[0.5, 1.5]", "one that is not 0 to 1")]
    [DataRow("names", "[\"a\", null]", "one that is null")]
    [DataRow("names", "[\"a\", \"b\", \"c\"]", "thresholds for 3 labels")]
    [DataRow("columns", "{\"imageColumnName\": \"\", \"scoreColumnName\": \"s\", \"predictedLabelColumnName\": \"p\"}", "ImageColumnName")]
    public void AnArchiveWhoseDescriptionLiesIsRefused(string property, string value, string words)
    {
        using var folder = new TemporaryFolder();
        ML.TransferLearning().Save(model, Train.Schema, folder.File("lies.zip"));
        using (var archive = ZipFile.Open(folder.File("lies.zip"), ZipArchiveMode.Update))
        {
            var entry = archive.Entries.Single(entry => entry.Name == "config.json");
            JsonObject json;
            using (var reader = entry.Open()) json = JsonNode.Parse(reader)!.AsObject();
            json[property] = JsonNode.Parse(value);
            var name = entry.FullName;
            entry.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(json.ToJsonString());
        }
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ML.TransferLearning().Load(folder.File("lies.zip"), out _));
        StringAssert.Contains(error.Message, words);
    }

    private static void Refused<TError>(IDataView rows, string label, string words) where TError : Exception => StringAssert.Contains(
        Assert.ThrowsExactly<TError>(() => ML.TransferLearning().FineTuneMultiLabel(Options(label, 1)).Fit(rows)).Message, words);

    private static ImageMultiLabelTrainer.Options Options(string label, int epochs) =>
        new() { LabelColumnName = label, Network = "mnist_cnn", Training = Scenes.Training(epochs) };

    private static EstimatorChain<ITransformer> Pipeline(ImageMultiLabelTrainer.Options options) => Scenes.Resized(ML)
        .Append<ITransformer>(ML.TransferLearning().FineTuneMultiLabel(options));

    private static void AssertSame(IDataView expected, IDataView actual, double tolerance)
    {
        foreach (var name in new[] { "Score", "PredictedLabel" })
        {
            Assert.AreEqual(expected.Schema[name].Type, actual.Schema[name].Type);
            CollectionAssert.AreEqual(SlotNames(expected.Schema[name]), SlotNames(actual.Schema[name]));
        }
        foreach (var (one, other) in Read(expected).Zip(Read(actual)))
        {
            Close.AreClose(one.Score, other.Score, tolerance, "score");
            CollectionAssert.AreEqual(one.PredictedLabel, other.PredictedLabel);
        }
    }

    private static List<LabelledScene> Read(IDataView scored) => [.. ML.Data.CreateEnumerable<LabelledScene>(scored, false, ignoreMissingColumns: true)];

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static byte[] PixelsOf(MLImage image) => SceneImages.Planar(image);
}
