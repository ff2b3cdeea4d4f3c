using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Prediction;

/// <summary>Memory stays flat over 20,000 predictions, by each road.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PredictionMemoryTests
{
    private const int Predictions = 20_000, WarmUp = 4_000, Threads = 4;

    /// <summary>A kilobyte a prediction; the pixels of one image are three as floats.</summary>
    private const long MostGrowth = (Predictions - WarmUp) * 1024L;

    private static readonly MLContext ML = new(1);

    private static readonly List<ImageRow> Rows = ToyImages.Rows(16, height: 28, width: 28);

    [TestMethod]
    public void OfAnEngine()
    {
        using var model = SmallModel.Create(ML);
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(model, new PredictionEngineOptions { OwnsTransformer = false });
        AssertFlat(count =>
        {
            for (var i = 0; i < count; i++) engine.Predict(Rows[i % Rows.Count]);
        });
    }

    [TestMethod]
    public void OfAPool()
    {
        using var model = SmallModel.Create(ML);
        using var pool = ML.TransferLearning().CreatePredictionEnginePool<ImageRow, ScoredRow>(model, maximumEngines: Threads);
        var rows = ToyImages.Rows(Threads, height: 28, width: 28);
        AssertFlat(count => Parallel.For(0, Threads, thread =>
        {
            for (var i = 0; i < count / Threads; i++) pool.Predict(rows[thread]);
        }));
    }

    [TestMethod]
    public void OfTransform()
    {
        using var model = SmallModel.Create(ML);
        AssertFlat(count =>
        {
            var view = ML.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => Rows[i % Rows.Count]));
            Assert.HasCount(count, ToyModel.Scores(model.Transform(view)));
        });
    }

    private static void AssertFlat(Action<int> predict)
    {
        predict(WarmUp);
        var before = ProcessMemory.ResidentBytes();
        predict(Predictions - WarmUp);
        Assert.IsLessThan(MostGrowth, ProcessMemory.ResidentBytes() - before);
    }
}
