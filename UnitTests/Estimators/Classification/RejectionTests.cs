using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Classification;

/// <summary>"None of these": the same images are left without an answer, whichever way a model goes.</summary>
[TestClass]
public sealed class RejectionTests
{
    private static readonly MLContext ML = new(1);
    private static readonly Lazy<(ITransformer Model, IDataView Rows)> Trained = new(Train);
    private readonly TemporaryFolder folder = new();

    private static ImageClassificationTransformer Step => ((TransformerChain<ITransformer>)Trained.Value.Model).OfType<ImageClassificationTransformer>().Single();

    private static float Threshold => Step.RejectThreshold!.Value;

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void SomeImagesAreAnsweredAndOthersNot()
    {
        var (model, rows) = Trained.Value;
        var scored = ToyModel.Read(ML, model.Transform(rows));
        foreach (var row in scored) Assert.AreEqual(row.Score.Max() < Threshold ? "" : Step.ClassNames[Array.IndexOf(row.Score, row.Score.Max())], row.PredictedLabel);
        Assert.AreEqual((true, true), (scored.Any(row => row.PredictedLabel == ""), scored.Any(row => row.PredictedLabel != "")));
        Assert.AreEqual(Step.TrainingResult!.Calibration!.Temperature, Step.Temperature);
        Assert.AreEqual(Step.TrainingResult.Rejection!.Threshold, Threshold);
    }

    [TestMethod]
    public void EveryRoadGivesTheSameAnswers()
    {
        var (model, rows) = Trained.Value;
        var expected = ToyModel.Read(ML, model.Transform(rows));
        ML.TransferLearning().Save(model, rows.Schema, folder.File("ours.zip"));
        foreach (var engine in new[] { Toolkit.Scoring.ScoringEngine.OnnxRuntime, Toolkit.Scoring.ScoringEngine.TorchSharp })
        {
            using var loaded = (TransformerChain<ITransformer>)ML.TransferLearning().Load(folder.File("ours.zip"), out _, engine);
            AssertSame(expected, loaded.Transform(rows), $"archive, {engine}");
            var step = loaded.OfType<ImageClassificationTransformer>().Single();
            Assert.AreEqual((Step.RejectThreshold, Step.Temperature), (step.RejectThreshold, step.Temperature));
        }

        ML.Model.Save(model, rows.Schema, folder.File("official.zip"));
        var official = ML.Model.Load(folder.File("official.zip"), out _);
        AssertSame(expected, official.Transform(rows), "ml.Model.Save");
        using (official as IDisposable)
        {
            var (label, theirs) = (model.Transform(rows).Schema["Key"], official.Transform(rows).Schema["Key"]);
            Assert.AreEqual(label.Type, theirs.Type);
            CollectionAssert.AreEqual(KeyNames(label), KeyNames(theirs));
        }

        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var single = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(model, options);
        using var pool = ML.TransferLearning().CreatePredictionEnginePool<ImageRow, ScoredRow>(model, 2);
        var images = Hard();
        for (var i = 0; i < images.Count; i++)
        {
            Assert.AreEqual(expected[i].PredictedLabel, single.Predict(images[i]).PredictedLabel);
            Assert.AreEqual(expected[i].PredictedLabel, pool.Predict(images[i]).PredictedLabel);
        }

        using var quantized = ML.TransferLearning().Quantize(model, rows);
        Assert.AreEqual(Threshold, quantized.OfType<ImageClassificationTransformer>().Single().RejectThreshold, "of the step with another network");
    }

    [TestMethod]
    public void TheExportedFileNamesTheThreshold()
    {
        var (model, rows) = Trained.Value;
        ML.TransferLearning().ExportOnnx(model, folder.File("model.onnx"));
        var metadata = new Microsoft.ML.OnnxRuntime.InferenceSession(folder.File("model.onnx")).ModelMetadata.CustomMetadataMap;
        Assert.AreEqual(Threshold, JsonSerializer.Deserialize<float>(metadata["reject_threshold"]));
        ML.TransferLearning().ExportOnnx(ToyModel.Shared.Model, folder.File("all.onnx"));
        Assert.DoesNotContain("reject_threshold", new Microsoft.ML.OnnxRuntime.InferenceSession(folder.File("all.onnx")).ModelMetadata.CustomMetadataMap.Keys);
    }

    [TestMethod]
    public void EvaluateTellsTheCalibrationErrorBeforeAndAfter()
    {
        var (model, rows) = Trained.Value;
        var scored = model.Transform(rows);
        var metrics = ML.TransferLearning().Evaluate(scored);
        var (scores, labels) = (ToyModel.Scores(scored), Hard().Select(row => row.Label).ToArray());
        var unscaled = scores.Select(score => Softmax([.. score.Select(p => Math.Log(p) * Step.Temperature!.Value)])).ToArray();
        var (before, after) = (Error(unscaled, labels), Error([.. scores.Select(score => score.Select(p => (double)p).ToArray())], labels));
        var (told, toldAfter) = (metrics.CalibrationBeforeScaling!.ExpectedError, metrics.Calibration!.ExpectedError);
        Assert.AreEqual(before, told, 1e-4);
        Assert.AreEqual(after, toldAfter, 1e-4);
        var own = metrics.Coverage.Single(point => point.Threshold == Threshold);
        Assert.AreEqual(ToyModel.Read(ML, scored).Average(row => row.PredictedLabel == "" ? 0 : 1.0), own.Answered, 1e-9);
        StringAssert.Contains(metrics.ToString(), "expected calibration error before scaling");
        Assert.AreEqual(metrics.MicroAccuracy, ML.MulticlassClassification.Evaluate(scored, predictedLabelColumnName: "Key").MicroAccuracy, 1e-9, "ML.NET's own goes on");
    }

    [TestMethod]
    public void CoverageAgainstAccuracyByHand()
    {
        // Confidences .7 right, .6 wrong, .8 right, .4 right, .9 wrong, .5 right.
        var view = Evaluation.ScoredRows.View(ML, Evaluation.ScoredRows.ByHand, "ant", "bee", "cow");
        var metrics = ML.TransferLearning().Evaluate(view);
        CollectionAssert.AreEqual(
            new CoveragePoint[]
            {
                new(0, 1, 4 / 6.0), new(0.5f, 5 / 6.0, 3 / 5.0), new(0.6f, 4 / 6.0, 0.5), new(0.7f, 0.5, 2 / 3.0), new(0.8f, 2 / 6.0, 0.5),
                new(0.9f, 1 / 6.0, 0), new(0.95f, 0, double.NaN), new(0.99f, 0, double.NaN),
            },
            metrics.Coverage.ToArray());
        Assert.IsNull(metrics.CalibrationBeforeScaling);
    }

    [TestMethod]
    [DataRow(nameof(Labelled.Text))]
    [DataRow(nameof(Labelled.Number))]
    [DataRow(nameof(Labelled.Count))]
    public void LabelsOfEveryTypeCanBeMissing(string label)
    {
        var model = FitLabel(label, out var rows);
        ML.Model.Save(model, rows.Schema, folder.File("official.zip"));
        using var official = (IDisposable)ML.Model.Load(folder.File("official.zip"), out _);
        var (expected, actual) = (model.Transform(rows), ((ITransformer)official).Transform(rows));
        CollectionAssert.AreEqual(expected.GetColumn<uint>("PredictedLabel").ToArray(), actual.GetColumn<uint>("PredictedLabel").ToArray());
        Assert.Contains(0u, expected.GetColumn<uint>("PredictedLabel").ToArray());
        Assert.IsTrue(expected.GetColumn<uint>("PredictedLabel").Any(key => key > 0));
        Assert.AreEqual(expected.Schema["PredictedLabel"].Type, actual.Schema["PredictedLabel"].Type);
    }

    [TestMethod]
    public void ATypeWithoutAFurtherValueIsRefusedByMLNetsFormatAlone()
    {
        var model = FitLabel(nameof(Labelled.Flag), out var rows);
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => ML.Model.Save(model, rows.Schema, folder.File("official.zip"))).Message,
            "labels have the type Boolean: all its values are classes. Use ml.TransferLearning().Save");
        ML.TransferLearning().Save(model, rows.Schema, folder.File("ours.zip"));
    }

    [TestMethod]
    public void ThresholdsThatAreNoProbabilitiesAreRefused()
    {
        using var weights = new TinyWeights("resnet20", 3);
        foreach (var threshold in new[] { -0.1f, 1.1f, float.NaN })
        {
            var options = new ImageClassificationEstimator.Options
            {
                Network = "resnet20",
                Weights = weights.Weights,
                ClassNames = ToyImages.Classes,
                RejectThreshold = threshold,
            };
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().Classify(options)).Message, "RejectThreshold is a probability, 0 to 1.");
        }
    }

    private static (ITransformer, IDataView) Train()
    {
        var training = ML.Data.LoadFromEnumerable(ToyImages.Rows(60));
        // A part of the validation images has wrong labels, so that no model is right about all of them.
        var validation = ToyImages.Rows(60, seed: 900);
        for (var i = 0; i < validation.Count; i += 6) validation[i].Label = ToyImages.Classes[(i + 1) % 3];
        var before = ML.Transforms.Conversion.MapValueToKey("Label").Append(ML.Transforms.ResizeImages("Image", 28, 28)).Fit(training);
        var options = ToyModel.MnistOptions(4);
        options.ValidationSet = before.Transform(ML.Data.LoadFromEnumerable(validation));
        options.Training = options.Training with { CalibrateProbabilities = true, AcceptedErrorShare = 0.1 };
        var step = ML.TransferLearning().FineTune(options).Fit(before.Transform(training));
        var scored = step.Transform(before.Transform(training));
        var model = before.Then(
            step, ML.Transforms.CopyColumns("Key", "PredictedLabel").Fit(scored), ML.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored));
        return (model, ML.Data.LoadFromEnumerable(Hard()));
    }

    private static List<ImageRow> Hard() => ToyImages.Rows(45, seed: 300);

    private static ITransformer FitLabel(string label, out IDataView rows)
    {
        rows = ML.Data.LoadFromEnumerable(ToyImages.Rows(60).Select((row, i) => new Labelled(row, i % 7 == 0 ? i + 1 : i)));
        var options = ToyModel.MnistOptions(4);
        options.Training = options.Training with { AcceptedErrorShare = 0.05, ValidationFraction = 0.4 };
        return ML.Transforms.Conversion.MapValueToKey("Label", label)
            .Append(ML.Transforms.ResizeImages("Image", 28, 28))
            .Append(ML.TransferLearning().FineTune(options))
            .Fit(rows);
    }

    private static void AssertSame(List<ScoredRow> expected, IDataView scored, string road)
    {
        var actual = ToyModel.Read(ML, scored);
        Assert.HasCount(expected.Count, actual);
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.AreEqual(expected[i].PredictedLabel, actual[i].PredictedLabel, $"{road}, row {i}");
            Close.AreClose(expected[i].Score, actual[i].Score, 1e-5, $"{road}, row {i}");
        }
    }

    private static string[] KeyNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static double[] Softmax(double[] logits)
    {
        double[] weights = [.. logits.Select(logit => Math.Exp(logit - logits.Max()))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double Error(double[][] probabilities, string[] labels)
    {
        const int bins = 15;
        return Enumerable.Range(0, labels.Length)
            .Select(i => (Confidence: probabilities[i].Max(), Right: Step.ClassNames[Array.IndexOf(probabilities[i], probabilities[i].Max())] == labels[i] ? 1.0 : 0))
            .GroupBy(answer => (int)Math.Ceiling(answer.Confidence * bins))
            .Sum(bin => (double)bin.Count() / labels.Length * Math.Abs(bin.Average(answer => answer.Right) - bin.Average(answer => answer.Confidence)));
    }

    private sealed class Labelled(ImageRow row, int number)
    {
        public string Text { get; } = $"class {number % 3}";

        public bool Flag { get; } = number % 3 == 0;

        public float Number { get; } = number % 3 + 0.5f;

        public uint Count { get; } = (uint)number % 3;

        [ImageColumn]
        public MLImage? Image { get; } = row.Image;
    }
}
