using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Evaluation;

/// <summary>The figures of <c>ml.TransferLearning().Evaluate</c>: by hand, against ML.NET's own, and against PyTorch's.</summary>
[TestClass]
public sealed class EvaluateTests
{
    private static readonly MLContext ML = new(1);

    [TestMethod]
    public void SixRowsByHand()
    {
        var view = ScoredRows.View(ML, ScoredRows.ByHand, "ant", "bee", "cow");
        var metrics = ML.TransferLearning().Evaluate(view, calibrationBins: 2, worstMisclassifications: 1);

        Assert.AreEqual((6L, 0L, 0L), (metrics.Images, metrics.ImagesOfUnknownClasses, metrics.SkippedRows));
        Assert.AreEqual(4 / 6.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual((0.5 + 1 + 0.5) / 3, metrics.MacroAccuracy, 1e-12);
        Assert.AreEqual((1 / 2.0 + 2 / 3.0 + 1) / 3, metrics.MacroPrecision, 1e-12);
        Assert.AreEqual((0.5 + 0.8 + 2 / 3.0) / 3, metrics.MacroF1, 1e-12);
        CollectionAssert.AreEqual(new[] { 4 / 6.0, 5 / 6.0, 1 }, metrics.TopKAccuracyForAllK.ToArray());
        Assert.AreEqual(-(Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.8) + Math.Log(0.4) + Math.Log(0.04) + Math.Log(0.5)) / 6,
            metrics.LogLoss, 1e-7);

        var bee = metrics.Classes[1];
        Assert.AreEqual(("bee", 2L, 3L, 2 / 3.0, 1.0), (bee.Name, bee.Support, bee.Predicted, bee.Precision, bee.Recall));
        Assert.AreEqual(0.8, bee.F1, 1e-12);
        Assert.AreEqual(-(Math.Log(0.8) + Math.Log(0.4)) / 2, bee.LogLoss, 1e-7);
        Assert.AreEqual(1, metrics.ConfusionTable[actual: 2, predicted: 0]);

        Assert.AreEqual((2 * 0.55 + 4 * 0.25) / 6, metrics.Calibration!.ExpectedError, 1e-7);
        Assert.AreEqual(0.55, metrics.Calibration.MaximumError, 1e-7);
        CollectionAssert.AreEqual(new[] { 2L, 4 }, metrics.Calibration.Bins.Select(bin => bin.Images).ToArray(),
            "0.5 belongs to the lower bin");
        Assert.AreEqual(0.45, metrics.Calibration.Bins[0].Confidence, 1e-7);
        Assert.AreEqual((0.5, 1.0, 0.5),
            (metrics.Calibration.Bins[1].Low, metrics.Calibration.Bins[1].High, metrics.Calibration.Bins[1].Accuracy));
        Assert.AreEqual(new Misclassification(4, "e.png", "cow", "ant", 0.9f, 0.04f), metrics.WorstMisclassifications.Single());
    }

    [TestMethod]
    public void SharedFiguresAreMLNetsOwn()
    {
        var rows = ScoredRows.Random(500);
        foreach (var row in rows.Take(3)) row.Score = [0, 0.5f, 0.5f]; // ties, and a probability of 0
        foreach (var row in rows.Skip(100).Take(7)) row.Label = "dog"; // a class that the scores lack
        foreach (var row in rows.Skip(200).Take(5)) row.Label = ""; // no class
        rows[300].Score = [float.NaN, 0.5f, 0.5f];
        var view = ScoredRows.View(ML, rows, "ant", "bee", "cow", "dog");

        var (own, theirs) = (ML.TransferLearning().Evaluate(view), ML.MulticlassClassification.Evaluate(view, topKPredictionCount: 3));

        Assert.AreEqual((494L, 7L, 6L), (own.Images, own.ImagesOfUnknownClasses, own.SkippedRows));
        Assert.AreEqual(theirs.MicroAccuracy, own.MicroAccuracy, 1e-12);
        Assert.AreEqual(theirs.MacroAccuracy, own.MacroAccuracy, 1e-12);
        Assert.AreEqual(theirs.LogLoss, own.LogLoss, 1e-9);
        Assert.AreEqual(theirs.LogLossReduction, own.LogLossReduction, 1e-9);
        Close.AreClose(theirs.PerClassLogLoss.ToArray(), own.Classes.Select(item => item.LogLoss).ToArray(), 1e-9,
            "log-loss of the classes");
        Close.AreClose(theirs.TopKAccuracyForAllK!.ToArray(), own.TopKAccuracyForAllK.ToArray(), 1e-12, "top-k accuracy");
        for (var label = 0; label < 3; label++)
        {
            Assert.AreEqual(theirs.ConfusionMatrix.PerClassPrecision[label], own.Classes[label].Precision, 1e-12);
            Assert.AreEqual(theirs.ConfusionMatrix.PerClassRecall[label], own.Classes[label].Recall, 1e-12);
            for (var predicted = 0; predicted < 3; predicted++)
                Assert.AreEqual(theirs.ConfusionMatrix.Counts[label][predicted], own.ConfusionTable[label, predicted]);
        }
    }

    [TestMethod]
    public void PyTorchFindsTheSameFigures()
    {
        var rows = ScoredRows.Random(1000).Where((_, i) => i % 3 != 2 || i % 2 == 0).ToArray(); // fewer cows: weights matter
        using var python = new PythonReference();
        python.Give<float>("scores", rows.SelectMany(row => row.Score).ToArray(), rows.Length, 3);
        python.Give<long>("labels", rows.Select(row => (long)Array.IndexOf(["ant", "bee", "cow"], row.Label)).ToArray(), rows.Length);
        python.Run(
            """
            p, y = take("scores").double(), take("labels")
            one_hot, guess = torch.eye(3)[y].double(), torch.eye(3)[p.argmax(1)].double()
            hits = (one_hot * guess).sum(0)
            precision, recall = hits / guess.sum(0), hits / one_hot.sum(0)
            f1 = 2 / (1 / precision + 1 / recall)
            share = one_hot.mean(0)
            conf, right = p.max(1).values, (p.argmax(1) == y).double()
            edges = torch.linspace(0, 1, 16)
            inside = [(conf > low) & (conf <= high) for low, high in zip(edges, edges[1:])]
            gaps = torch.stack([(right[b].mean() - conf[b].mean()).abs() if b.any() else torch.zeros(()) for b in inside])
            sizes = torch.stack([b.double().mean() for b in inside])
            top2 = (p.topk(2).indices == y[:, None]).any(1).double().mean()
            save("precision", precision); save("recall", recall); save("f1", f1)
            save("figures", torch.stack([(f1 * share).sum(), f1.mean(), top2, (gaps * sizes).sum(), gaps.max(),
                torch.nn.functional.nll_loss(p.log(), y)]))
            """);

        var metrics = ML.TransferLearning().Evaluate(ScoredRows.View(ML, rows, "ant", "bee", "cow"));

        double[] figures =
        [
            metrics.WeightedF1, metrics.MacroF1, metrics.TopKAccuracy(2),
            metrics.Calibration!.ExpectedError, metrics.Calibration.MaximumError, metrics.LogLoss,
        ];
        Close.AreClose(python.Take<double>("precision").Values, metrics.Classes.Select(item => item.Precision).ToArray(), 1e-9,
            "precision");
        Close.AreClose(python.Take<double>("recall").Values, metrics.Classes.Select(item => item.Recall).ToArray(), 1e-9, "recall");
        Close.AreClose(python.Take<double>("f1").Values, metrics.Classes.Select(item => item.F1).ToArray(), 1e-9, "F1");
        Close.AreClose(python.Take<double>("figures").Values, figures, 1e-7, "weighted F1, mean F1, top-2, ECE, MCE, log-loss");
    }

    [TestMethod]
    public void LabelsAreFoundByNameWhateverTheOrderOfTheirKeys()
    {
        var expected = ML.TransferLearning().Evaluate(ScoredRows.View(ML, ScoredRows.ByHand, "ant", "bee", "cow"));
        var reordered = ScoredRows.View(ML, ScoredRows.ByHand, "cow", "dog", "ant", "bee");
        var text = ML.Transforms.Conversion.MapKeyToValue("Label").Fit(reordered).Transform(reordered);
        foreach (var view in new[] { reordered, text })
        {
            var metrics = ML.TransferLearning().Evaluate(view);
            CollectionAssert.AreEqual(expected.Classes.ToArray(), metrics.Classes.ToArray());
            CollectionAssert.AreEqual(expected.WorstMisclassifications.ToArray(), metrics.WorstMisclassifications.ToArray());
            Assert.AreEqual(expected.LogLoss, metrics.LogLoss);
        }
    }

    [TestMethod]
    public void NumbersServeWhereThereAreNoNames()
    {
        NumberedRow[] rows =
            [new(0, 0.9f, 0.1f), new(1, 0.8f, 0.2f), new(1, 0.3f, 0.7f), new(float.NaN, 1, 0), new(0.5f, 1, 0), new(2, 1, 0)];
        var metrics = ML.TransferLearning().Evaluate(ML.Data.LoadFromEnumerable(rows));
        CollectionAssert.AreEqual(new[] { "0", "1" }, metrics.Classes.Select(item => item.Name).ToArray());
        Assert.AreEqual((4L, 1L, 2L), (metrics.Images, metrics.ImagesOfUnknownClasses, metrics.SkippedRows));
        CollectionAssert.AreEqual(new[] { "2", "1" }, metrics.WorstMisclassifications.Select(image => image.Actual).ToArray());
        Assert.IsNull(metrics.WorstMisclassifications[0].ImagePath);
    }

    [TestMethod]
    public void ScoresThatAreNoProbabilitiesHaveNoCalibration()
    {
        var logits = ScoredRows.ByHand.Select(
            row => ScoredRows.Row(row.Label, row.ImagePath, [.. row.Score.Select(score => 10 * score - 3)]));
        var metrics = ML.TransferLearning().Evaluate(ScoredRows.View(ML, logits, "ant", "bee", "cow"));
        Assert.IsNull(metrics.Calibration);
        Assert.AreEqual(4 / 6.0, metrics.MicroAccuracy, 1e-12);
    }

    private sealed class NumberedRow(float label, params float[] score)
    {
        public float Label { get; set; } = label;

        [VectorType(2)]
        public float[] Score { get; set; } = score;
    }
}
