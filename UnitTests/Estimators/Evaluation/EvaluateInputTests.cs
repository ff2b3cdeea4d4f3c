using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Docs;

namespace Toolkit.UnitTests.Estimators.Evaluation;

/// <summary>How Evaluate reads its view, what it says in text, and what it refuses.</summary>
[TestClass]
public sealed class EvaluateInputTests
{
    private static readonly MLContext ML = new(1);

    [TestMethod]
    public void EveryImageIsScoredOnce()
    {
        var images = new CountingImages(70);
        var toy = ToyModel.Shared;
        var scored = toy.Network.Transform(ML.TransferLearning().LoadImages(images)); // the label stays text
        var metrics = ML.TransferLearning().Evaluate(scored);
        CollectionAssert.AreEqual(Enumerable.Range(0, 70).ToArray(), images.Reads.Order().ToArray());
        Assert.AreEqual(70L, metrics.Images);
        Assert.IsGreaterThan(0.6, metrics.MicroAccuracy, "the toy model knows these shapes");
        Assert.AreEqual(70L, metrics.Calibration!.Bins.Sum(bin => bin.Images));
        foreach (var image in metrics.WorstMisclassifications) Assert.AreEqual($"memory/{image.Row}.png", image.ImagePath);
    }

    [TestMethod]
    public void MemoryDoesNotGrowWithTheRows()
    {
        var rows = ScoredRows.Random(100);
        long AllocatedFor(int repeats)
        {
            var view = ScoredRows.View(ML, Enumerable.Repeat(rows, repeats).SelectMany(row => row), "ant", "bee", "cow");
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.AreEqual(repeats * 100L, ML.TransferLearning().Evaluate(view).Images);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        AllocatedFor(10);
        Assert.IsLessThan(160 * 1024, AllocatedFor(500) - AllocatedFor(100), "bytes for 40,000 further rows: 4 a row");
    }

    [TestMethod]
    public void TheWorstMisclassificationsAreTheMostConfidentOnes()
    {
        var rows = ScoredRows.Random(300);
        var view = ScoredRows.View(ML, rows, "ant", "bee", "cow");
        var metrics = ML.TransferLearning().Evaluate(view, worstMisclassifications: 5);
        var expected = rows.Where(row => row.Label != new[] { "ant", "bee", "cow" }[row.Score.IndexOf(row.Score.Max())])
            .OrderByDescending(row => row.Score.Max()).Take(5).Select(row => row.ImagePath).ToArray();
        CollectionAssert.AreEqual(expected, metrics.WorstMisclassifications.Select(image => image.ImagePath).ToArray());
        Assert.IsEmpty(ML.TransferLearning().Evaluate(view, worstMisclassifications: 0).WorstMisclassifications);
    }

    [TestMethod]
    public void TheReportIsTheOneThatThePageShows()
    {
        var shown = new Page("docs/evaluate.md").Snippets.Single(snippet => snippet.Language == Page.Output).Code;
        var view = ScoredRows.View(ML, ScoredRows.ByHand, "ant", "bee", "cow");
        Assert.AreEqual(shown.ReplaceLineEndings(), ML.TransferLearning().Evaluate(view, calibrationBins: 2).ToString());
    }

    [TestMethod]
    public void WrongColumnsAreNamed()
    {
        var view = ScoredRows.View(ML, ScoredRows.ByHand, "ant", "bee", "cow");
        Refuses<ArgumentOutOfRangeException>(
            () => Evaluate(view, "Labl"), "Could not find label column 'Labl'; the columns are", "ImagePath");
        Refuses<ArgumentOutOfRangeException>(
            () => Evaluate(view, score: "Label"), "score column 'Label'", "expected Vector<Single>", "got Key<UInt32");
        Refuses<ArgumentOutOfRangeException>(
            () => Evaluate(view, label: "Score"), "label column 'Score'", "expected Key, String or Single", "got Vector");
        Refuses<ArgumentOutOfRangeException>(() => Evaluate(view, path: "Score"), "image path column 'Score'", "expected String");
        Refuses<ArgumentOutOfRangeException>(() => Evaluate(view, path: "File"), "Could not find image path column 'File'");
        Refuses<ArgumentOutOfRangeException>(() => ML.TransferLearning().Evaluate(view, calibrationBins: 0), "calibrationBins");
        Refuses<ArgumentOutOfRangeException>(() => ML.TransferLearning().Evaluate(view).TopKAccuracy(4), "1 to the number of classes, 3");
    }

    [TestMethod]
    public void ClassesThatDoNotFitAreAnError()
    {
        var foreign = ScoredRows.ByHand.Select(row => ScoredRows.Row("dog", "", row.Score));
        Refuses<ArgumentException>(() => Evaluate(ScoredRows.View(ML, foreign, "dog", "elk")), "dog, elk", "ant, bee, cow");
    }

    [TestMethod]
    public void NothingToEvaluateIsAnError()
    {
        Refuses<InvalidOperationException>(() => Evaluate(ScoredRows.View(ML, [], "ant", "bee", "cow")), "no rows");
        var unlabelled = ScoredRows.ByHand.Select(row => ScoredRows.Row("", "", row.Score));
        Refuses<InvalidOperationException>(() => Evaluate(ScoredRows.View(ML, unlabelled, "ant", "bee", "cow")), "none of the 6 rows");
    }

    private static void Evaluate(IDataView view, string label = "Label", string score = "Score", string? path = null) =>
        ML.TransferLearning().Evaluate(view, label, score, path);

    private static void Refuses<T>(Action action, params string[] parts) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(action);
        foreach (var part in parts) StringAssert.Contains(error.Message, part);
    }
}
