using Microsoft.ML.Data;
using Microsoft.ML.Evaluate;

namespace Toolkit.Compat.Tests.Evaluate;

[TestClass]
public sealed class MulticlassCountersTests
{
    // Label, then the scores of three classes. The fourth example is a tie, which the first class wins.
    private static readonly (int Label, float[] Scores)[] Examples =
    [
        (0, [0.7f, 0.2f, 0.1f]),
        (0, [0.3f, 0.6f, 0.1f]),
        (1, [0.1f, 0.8f, 0.1f]),
        (1, [0.4f, 0.4f, 0.2f]),
        (2, [0.5f, 0.3f, 0.2f]),
        (2, [0.0f, 0.0f, 1.0f]),
    ];

    private static MulticlassClassificationMetrics Metrics(int topK = 0, params (int Label, float[] Scores)[] more)
    {
        var counters = new MulticlassCounters(3);
        foreach (var (label, scores) in Examples.Concat(more)) counters.Add(label, scores);
        return counters.ToMetrics(topK, ["cat", "dog", "mouse"]);
    }

    [TestMethod]
    public void AccuraciesFollowTheirFormulas()
    {
        var metrics = Metrics();
        Assert.AreEqual(3 / 6.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual((1 / 2.0 + 1 / 2.0 + 1 / 2.0) / 3, metrics.MacroAccuracy, 1e-12);
        Assert.AreEqual(0, metrics.TopKPredictionCount);
        Assert.AreEqual(0, metrics.TopKAccuracy);
        Assert.IsNull(metrics.TopKAccuracyForAllK);
    }

    [TestMethod]
    public void LogLossesFollowTheirFormulas()
    {
        var metrics = Metrics();
        double[] losses = [-Math.Log(0.7f), -Math.Log(0.3f), -Math.Log(0.8f), -Math.Log(0.4f), -Math.Log(0.2f), 0];
        Assert.AreEqual(losses.Average(), metrics.LogLoss, 1e-9);
        CollectionAssert.AreEqual(
            new[] { losses[..2].Average(), losses[2..4].Average(), losses[4..].Average() }, metrics.PerClassLogLoss.ToArray(),
            Comparer<double>.Create((a, b) => Math.Abs(a - b) < 1e-9 ? 0 : 1));
        Assert.AreEqual((Math.Log(3) - losses.Average()) / Math.Log(3), metrics.LogLossReduction, 1e-9);
    }

    [TestMethod]
    public void ProbabilitiesOfZeroAreClamped()
    {
        var metrics = Metrics(0, (0, [0f, 1f, 0f]), (1, [-3f, 5f, 0f]));
        double[] losses = [-Math.Log(0.7f), -Math.Log(0.3f), -Math.Log(0.8f), -Math.Log(0.4f), -Math.Log(0.2f), 0, -Math.Log(1e-15f), 0];
        Assert.AreEqual(losses.Average(), metrics.LogLoss, 1e-9);
    }

    [TestMethod]
    public void TopKCountsTheRankOfTheTrueClass()
    {
        var metrics = Metrics(topK: 3);
        CollectionAssert.AreEqual(new[] { 3 / 6.0, 5 / 6.0, 1 }, metrics.TopKAccuracyForAllK!.ToArray());
        Assert.AreEqual(1, metrics.TopKAccuracy);
        Assert.AreEqual(3, metrics.TopKPredictionCount);
    }

    [TestMethod]
    public void AClassUnknownToTheModelCountsAsWrongAndStaysOutOfTheTable()
    {
        var metrics = Metrics(1, (7, [0.9f, 0.1f, 0f]));
        Assert.AreEqual(3 / 7.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual(6, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.IsTrue(metrics.LogLoss > -Math.Log(1e-15f) / 7);
    }

    [TestMethod]
    public void ConfusionCountsGoByActualThenPredictedClass()
    {
        var matrix = Metrics().ConfusionMatrix;
        CollectionAssert.AreEqual(new double[] { 1, 1, 0 }, matrix.Counts[0].ToArray());
        CollectionAssert.AreEqual(new double[] { 1, 1, 0 }, matrix.Counts[1].ToArray());
        CollectionAssert.AreEqual(new double[] { 1, 0, 1 }, matrix.Counts[2].ToArray());
        CollectionAssert.AreEqual(new[] { 1 / 3.0, 1 / 2.0, 1 }, matrix.PerClassPrecision.ToArray());
        CollectionAssert.AreEqual(new[] { 1 / 2.0, 1 / 2.0, 1 / 2.0 }, matrix.PerClassRecall.ToArray());
        Assert.AreEqual(3, matrix.NumberOfClasses);
        Assert.AreEqual(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.AreEqual(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(0, -1));
    }

    [TestMethod]
    public void NoExamplesGiveZeros()
    {
        var metrics = new MulticlassCounters(3).ToMetrics(2, ["a", "b", "c"]);
        Assert.AreEqual((0, 0, 0), (metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss));
        CollectionAssert.AreEqual(new double[3], metrics.PerClassLogLoss.ToArray());
    }
}
