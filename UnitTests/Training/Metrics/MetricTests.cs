using Toolkit.Data;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training.Metrics;

/// <summary>Metrics against scikit-learn's formulas, written down in numpy, and thresholds against a search through all of them.</summary>
[TestClass]
public sealed class MetricTests
{
    private const int Images = 60, Labels = 3;

    /// <summary>scikit-learn's <c>precision_recall_curve</c>, <c>average_precision_score</c> and <c>r2_score</c> as their documentation has them.</summary>
    private const string Formulas = """
        def average_precision(scores, labels):
            labels = labels.astype(np.float64)
            points = [(labels[scores >= t].mean(), labels[scores >= t].sum() / labels.sum()) for t in sorted(set(scores), reverse=True)]
            recalls = [0] + [recall for _, recall in points]
            return sum((recall - before) * precision for (precision, recall), before in zip(points, recalls))

        def r_squared(outputs, targets):
            outputs, targets = outputs.astype(np.float64), targets.astype(np.float64)
            return 1 - ((outputs - targets) ** 2).sum() / ((targets - targets.mean()) ** 2).sum()

        def best_f1(scores, labels):
            return max(2 * labels[scores >= t].sum() / ((scores >= t).sum() + labels.sum()) for t in set(scores))

        rng = np.random.default_rng(1)
        labels = (rng.random((60, 3)) < [0.5, 0.2, 0.05]).astype(np.float32)
        scores = (rng.normal(size=(60, 3)) + labels).round(1).astype(np.float32)  # equal ones among them
        numbers = (rng.normal(size=(60, 3)) + [0, 1e6, -5]).astype(np.float32)
        outputs = (numbers + rng.normal(size=(60, 3))).astype(np.float32)
        for name, values in {"labels": labels, "scores": scores, "numbers": numbers, "outputs": outputs}.items():
            save(name, values)
        save("precisions", np.array([average_precision(scores[:, k], labels[:, k]) for k in range(3)]))
        save("r squared", np.array([r_squared(outputs[:, k], numbers[:, k]) for k in range(3)]))
        save("f1", np.array([best_f1(scores[:, k], labels[:, k]) for k in range(3)]))
        """;

    private static PythonReference reference = null!;

    [ClassInitialize]
    public static void AskNumpy(TestContext context)
    {
        reference = new PythonReference();
        reference.Run(Formulas);
    }

    [ClassCleanup]
    public static void Clean() => reference.Dispose();

    [TestMethod]
    public void AveragePrecisionIsScikitLearns()
    {
        var ours = Enumerable.Range(0, Labels).Select(label => AveragePrecision.Of(Column("scores", label), [.. Column("labels", label).Select(v => v > 0)]));
        Close.AreClose(reference.Take<double>("precisions").Values, ours.ToArray(), 1e-12, "average precision");
        Assert.IsTrue(double.IsNaN(AveragePrecision.Of([0.1f, 0.2f], [false, false])));
    }

    [TestMethod]
    public void TheMeanOverBatchesIsThatOverAllImages()
    {
        Assert.AreEqual(reference.Take<double>("precisions").Values.Average(), Running(LearningTask.MultiLabel, "scores", "labels"), 1e-12);
        Assert.AreEqual(reference.Take<double>("r squared").Values.Average(), Running(LearningTask.Regression, "outputs", "numbers"), 1e-9);
    }

    [TestMethod]
    public void ANumberThatIsTheSameForAllImagesCountsWhereItIsMet()
    {
        Assert.AreEqual(0.5, Running(LearningTask.Regression, [7, 3, 7, 3, 7, 4], [7, 3, 7, 3, 7, 3], 2));
    }

    [TestMethod]
    public void ThresholdsReachTheHighestF1()
    {
        for (var label = 0; label < Labels; label++)
        {
            float[] scores = [.. Column("scores", label).Select(score => score / 10 + 0.5f)];
            bool[] isTrue = [.. Column("labels", label).Select(value => value > 0)];
            var threshold = ThresholdSearch.OfLabel(scores, isTrue);
            Assert.IsFalse(scores.Contains(threshold), "rounding decides about no image");
            var hits = scores.Zip(isTrue).Count(item => item.First >= threshold && item.Second);
            var f1 = 2.0 * hits / (scores.Count(score => score >= threshold) + isTrue.Count(value => value));
            Assert.AreEqual(reference.Take<double>("f1").Values[label], f1, 1e-6);
        }
        Assert.AreEqual(0.5f, ThresholdSearch.OfLabel([0.9f, 0.1f], [false, false]));
        Assert.AreEqual(0.2f, ThresholdSearch.OfLabel([0.4f, 0.4f], [true, true]), 1e-7f);
    }

    private static double Running(LearningTask task, string outputs, string targets) =>
        Running(task, reference.Take<float>(outputs).Values, reference.Take<float>(targets).Values, Labels);

    private static double Running(LearningTask task, float[] outputs, float[] targets, int width)
    {
        using var scope = NewDisposeScope();
        var score = RunningScore.Of(task);
        foreach (var (of, answers) in outputs.Chunk(7 * width).Zip(targets.Chunk(7 * width)))
        {
            var batch = new TensorBatch(zeros(of.Length / width, 1), null) { Targets = tensor(answers).reshape(-1, width) };
            score.Add(tensor(of).reshape(-1, width), batch, 0);
        }
        return score.Value;
    }

    private static float[] Column(string name, int column) =>
        [.. reference.Take<float>(name).Values.Where((_, place) => place % Labels == column)];
}
