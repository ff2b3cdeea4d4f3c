using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Evaluation;

namespace Toolkit.UnitTests.Estimators.Evaluation;

/// <summary>The threshold at which misses and false alarms cost least.</summary>
[TestClass]
public sealed class ThresholdTests
{
    private static readonly MLContext ML = new(1);

    // Cows at 0.9, 0.6 and 0.2; others at 0.7, 0.3, 0.3 and 0.1.
    private static readonly IDataView Scored = View(("cow", 0.6f), ("ant", 0.3f), ("cow", 0.9f), ("bee", 0.7f), ("cow", 0.2f), ("ant", 0.1f), ("bee", 0.3f));

    [TestMethod]
    [DataRow(1, 1, 0.45f, 1, 1)] // 2, as at 0.8, where there are two misses: the lower one
    [DataRow(1, 3, 0.8f, 2, 0)]
    [DataRow(3, 1, 0.15f, 0, 3)] // 3, and 4 at 0.45
    [DataRow(9, 1, 0.15f, 0, 3)]
    [DataRow(0.1, 1, 0.8f, 2, 0)]
    public void MistakesCostLeast(double miss, double falseAlarm, float threshold, int misses, int falseAlarms)
    {
        var metrics = ML.TransferLearning().ChooseThreshold(Scored, "cow", miss, falseAlarm);

        Assert.AreEqual(threshold, metrics.Threshold, 1e-6f);
        Assert.AreEqual(new ThresholdMetrics("cow", metrics.Threshold, 7, 3, misses, falseAlarms), metrics);
        Assert.AreEqual(misses * miss + falseAlarms * falseAlarm, metrics.Cost(miss, falseAlarm), 1e-12);
        Assert.AreEqual(metrics, ML.TransferLearning().EvaluateThreshold(Scored, "cow", metrics.Threshold), "the same images");
    }

    [TestMethod]
    public void NoThresholdInReachIsCheaper()
    {
        var view = ScoredRows.View(ML, ScoredRows.Random(200), "ant", "bee", "cow");
        var chosen = ML.TransferLearning().ChooseThreshold(view, "bee", 4, 1).Cost(4, 1);
        var others = Enumerable.Range(0, 101).Select(i => ML.TransferLearning().EvaluateThreshold(view, "bee", i / 100f).Cost(4, 1));
        Assert.IsLessThanOrEqualTo(others.Min(), chosen);
    }

    [TestMethod]
    public void AllOrNothingAreThresholds()
    {
        var nothing = ML.TransferLearning().ChooseThreshold(View(("ant", 0.9f), ("ant", 1f), ("cow", 0.1f)), "cow", 1, 1);
        Assert.IsGreaterThan(1, nothing.Threshold);
        Assert.AreEqual((1L, 0L, 0.0), (nothing.Misses, nothing.FalseAlarms, nothing.Recall));
        Assert.IsTrue(double.IsNaN(nothing.Precision));

        var all = ML.TransferLearning().ChooseThreshold(View(("cow", 0.9f), ("ant", 0.5f), ("cow", 0f)), "cow", 3, 1);
        Assert.AreEqual((0f, 0L, 1L, 1.0, 2 / 3.0), (all.Threshold, all.Misses, all.FalseAlarms, all.Recall, all.Precision));
        Assert.AreEqual(nothing, ML.TransferLearning().EvaluateThreshold(View(("ant", 0.9f), ("ant", 1f), ("cow", 0.1f)), "cow", nothing.Threshold));
    }

    [TestMethod]
    public void RowsThatAreLeftOutOrOfUnknownClassesAreCounted()
    {
        var view = ScoredRows.View(ML, Rows(("cow", 0.9f), ("elk", 0.8f), ("ant", 0.1f), ("cow", float.NaN), ("none", 0.5f)), "ant", "bee", "cow", "elk");
        foreach (var metrics in new[] { ML.TransferLearning().ChooseThreshold(view, "cow", 1, 1), ML.TransferLearning().EvaluateThreshold(view, "cow", 0.85f) })
            Assert.AreEqual((3L, 1L, 0L, 0L, 1L, 2L), (metrics.Images, metrics.ImagesOfClass, metrics.Misses, metrics.FalseAlarms,
                metrics.ImagesOfUnknownClasses, metrics.SkippedRows));
    }

    [TestMethod]
    [DataRow("cow", "2 of 2")]
    [DataRow("ant", "0 of 2")]
    public void BothKindsOfImagesAreNeeded(string label, string said)
    {
        var view = View((label, 0.9f), (label, 0.2f));
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => ML.TransferLearning().ChooseThreshold(view, "cow", 1, 1)).Message, said);
        Assert.AreEqual(2, ML.TransferLearning().EvaluateThreshold(view, "cow", 0.5f).Images);
    }

    [TestMethod]
    [DataRow(1.5f)]
    [DataRow(-0.01f)]
    public void ScoresHaveToBeProbabilities(float score)
    {
        var view = View(("cow", 0.9f), ("ant", score));
        var refused = Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().ChooseThreshold(view, "cow", 1, 1));
        StringAssert.Contains(refused.Message, "row 1");
        Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().EvaluateThreshold(view, "cow", 0.5f));
    }

    [TestMethod]
    public void RoundingIsNotRefused()
    {
        var view = View(("cow", 1.00005f), ("ant", -0.00005f));
        Assert.AreEqual(0, ML.TransferLearning().ChooseThreshold(view, "cow", 1, 1).Cost(1, 1));
        Assert.AreEqual(1, ML.TransferLearning().EvaluateThreshold(view, "cow", MathF.BitIncrement(1)).Misses);
    }

    [TestMethod]
    public void EqualProbabilitiesStayTogether()
    {
        var metrics = ML.TransferLearning().ChooseThreshold(View(("cow", 0.5f), ("ant", 0.5f), ("ant", 0.5f), ("cow", 0.8f)), "cow", 1, 1);
        Assert.AreEqual((0.65f, 1L, 0L), (metrics.Threshold, metrics.Misses, metrics.FalseAlarms));
    }

    [TestMethod]
    public void WhatIsWrongIsSaid()
    {
        var unknown = Assert.ThrowsExactly<ArgumentException>(() => ML.TransferLearning().ChooseThreshold(Scored, "horse", 1, 1));
        StringAssert.Contains(unknown.Message, "'horse'");
        StringAssert.Contains(unknown.Message, "ant, bee, cow");
        foreach (var cost in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().ChooseThreshold(Scored, "cow", cost, 1));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().ChooseThreshold(Scored, "cow", 1, cost));
        }
        foreach (var threshold in new[] { float.NaN, -0.1f, 1.1f, 50 })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().EvaluateThreshold(Scored, "cow", threshold));
    }

    private static IDataView View(params (string Label, float Cow)[] rows) => ScoredRows.View(ML, Rows(rows), "ant", "bee", "cow");

    private static IEnumerable<ScoredRow> Rows(params (string Label, float Cow)[] rows) =>
        rows.Select((row, i) => ScoredRows.Row(row.Label, $"{i}.png", (1 - row.Cow) / 2, (1 - row.Cow) / 2, row.Cow));
}
