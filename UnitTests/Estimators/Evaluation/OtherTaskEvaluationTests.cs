using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Evaluation;

/// <summary>Metrics of several labels and of numbers over tables whose outcome is worked out by hand.</summary>
[TestClass]
public sealed class OtherTaskEvaluationTests
{
    private static readonly MLContext ML = new(1);

    /// <summary>
    /// Label a: ranked 1, 0, 1 and 0, so that average precision is (1/1 + 2/3) / 2; two predicted, one of them right. Label b: ranked 0 and 1 with equal
    /// scores, so that it is 1/2 at best; nobody predicted as it. Label c: nowhere.
    /// </summary>
    private static readonly LabelRow[] Labels =
    [
        new("a", [0.9f, 0.2f, 0.1f], [true, false, false]),
        new("", [0.8f, 0.1f, 0.1f], [true, false, false]),
        new("b;a", [0.4f, 0.3f, 0.2f], [false, false, false]),
        new("", [0.3f, 0.3f, 0.7f], [false, false, true]),
        new("a", [float.NaN, 0, 0], [true, false, false]),
    ];

    [TestMethod]
    public void LabelsAreCountedAsByHand()
    {
        var metrics = ML.TransferLearning().EvaluateMultiLabel(View(Labels), "Label");
        Assert.AreEqual((4L, 1L), (metrics.Images, metrics.SkippedRows));
        var (a, b, c) = (metrics.Labels[0], metrics.Labels[1], metrics.Labels[2]);
        Assert.AreEqual(("a", 2L, 2L, 0.5, 0.5, 0.5), (a.Name, a.Support, a.Predicted, a.Precision, a.Recall, a.F1));
        Assert.AreEqual((1 + 2 / 3.0) / 2, a.AveragePrecision, 1e-12);
        Assert.AreEqual((1L, 0L, double.NaN, 0.0, 0.0, 0.5), (b.Support, b.Predicted, b.Precision, b.Recall, b.F1, b.AveragePrecision));
        Assert.AreEqual((0L, 1L, 0.0, double.NaN, 0.0, double.NaN), (c.Support, c.Predicted, c.Precision, c.Recall, c.F1, c.AveragePrecision));
        Assert.AreEqual((a.AveragePrecision + 0.5) / 2, metrics.MeanAveragePrecision, 1e-12);
        Assert.AreEqual(2.0 * 1 / (3 + 3), metrics.MicroF1, 1e-12);
        Assert.AreEqual(0.25, metrics.MacroF1, 1e-12);
        Assert.AreEqual(0.25, metrics.SubsetAccuracy, 1e-12);
        Assert.AreEqual(4 / 12.0, metrics.HammingLoss, 1e-12);
        StringAssert.Contains(metrics.ToString(), "83.33 %");
    }

    [TestMethod]
    public void LabelsThatTheModelDoesNotKnowAreNamed()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => ML.TransferLearning().EvaluateMultiLabel(View([new("a;x", [0, 0, 0], [true, true, true])]), "Label"));
        StringAssert.Contains(error.Message, "has the label 'x'");
        var other = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().EvaluateMultiLabel(View(Labels), "Label", "PredictedLabel"));
        StringAssert.Contains(other.Message, "Schema mismatch for score column 'PredictedLabel': expected Vector<Single>");
    }

    [TestMethod]
    public void NumbersAreMeasuredAsByHand()
    {
        NumberRow[] rows = [new([1e6, 1], [1_000_001, 1]), new([1e6 + 2, 1], [1_000_002, 2]), new([1e6 + 4, 1], [1_000_002, 0]), new([double.NaN, 1], [0, 0])];
        var metrics = ML.TransferLearning().EvaluateRegression(ML.Data.LoadFromEnumerable(rows));
        Assert.AreEqual((3L, 1L), (metrics.Images, metrics.SkippedRows));
        var (first, second) = (metrics.Numbers[0], metrics.Numbers[1]);
        Assert.AreEqual(("0", 1 - 5 / 8.0, 1.0), (first.Name, first.RSquared, first.MeanAbsoluteError));
        Assert.AreEqual(Math.Sqrt(5 / 3.0), first.RootMeanSquaredError, 1e-12);
        Assert.AreEqual((double.NaN, 2 / 3.0), (second.RSquared, second.MeanAbsoluteError));
        StringAssert.Contains(metrics.ToString(), "3 images");
        var error = Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().EvaluateRegression(ML.Data.LoadFromEnumerable(rows), "One"));
        StringAssert.Contains(error.Message, "The label 'One' has 1 numbers, but the score 'Score' has 2");
    }

    private static IDataView View(LabelRow[] rows)
    {
        IDataView view = ML.Data.LoadFromEnumerable(rows);
        // Names of the scores come from the columns that they are put together of.
        var columns = new[] { "a", "b", "c" }.Select((name, i) => ML.Transforms.CustomMapping<LabelRow, Named>((row, named) => named.Value = row.Score[i], null,
            outputSchemaDefinition: Renamed(name)).Fit(view));
        foreach (var column in columns.ToList()) view = column.Transform(view);
        return ML.Transforms.Concatenate("Score", "a", "b", "c").Fit(view).Transform(view);
    }

    private static SchemaDefinition Renamed(string name)
    {
        var definition = SchemaDefinition.Create(typeof(Named));
        definition[0].ColumnName = name;
        return definition;
    }

    private sealed class Named
    {
        public float Value { get; set; }
    }

    private sealed class LabelRow
    {
        public LabelRow()
        {
        }

        public LabelRow(string label, float[] score, bool[] predicted) => (Label, Score, PredictedLabel) = (label, score, predicted);

        public string Label { get; set; } = "";

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [VectorType(3)]
        public bool[] PredictedLabel { get; set; } = [];
    }

    private sealed class NumberRow(double[] label, float[] score)
    {
        [VectorType(2)]
        public double[] Label { get; } = label;

        [VectorType(2)]
        public float[] Score { get; } = score;

        public float One { get; } = 1;
    }
}
