using System.Collections.Concurrent;
using Microsoft.ML;
using Toolkit.Estimators;
using Toolkit.Estimators.Prediction;

namespace Toolkit.UnitTests.Estimators.Prediction;

/// <summary>One model, many threads.</summary>
[TestClass]
public sealed class PredictionPoolTests
{
    private static readonly MLContext ML = new(1);
    private static ITransformer model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => model = SmallModel.Create(ML);

    [ClassCleanup]
    public static void DisposeModel() => ((IDisposable)model).Dispose();

    [TestMethod]
    public void ManyThreadsGetWhatASingleEngineGives()
    {
        var rows = ToyImages.Rows(48, seed: 3);
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var expected = rows.Select(engine.Predict).ToList();
        Assert.IsTrue(expected.Skip(1).All(row => !row.Score.SequenceEqual(expected[0].Score)), "a mix-up would show");

        using var pool = Pool(maximumEngines: 3);
        var actual = new ScoredRow[rows.Count];
        var threads = Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (var i = thread; i < rows.Count; i += 8) actual[i] = pool.Predict(rows[i]);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        for (var i = 0; i < rows.Count; i++)
        {
            CollectionAssert.AreEqual(expected[i].Score, actual[i].Score, $"row {i}");
            Assert.AreEqual(expected[i].PredictedLabel, actual[i].PredictedLabel);
        }
    }

    [TestMethod]
    public void EnginesAreUsedAgainAndNoMoreThanAllowedAreMade()
    {
        using var pool = Pool(maximumEngines: 2);
        Assert.AreEqual(2, pool.MaximumEngines);
        var (first, second) = (pool.Rent(), pool.Rent());
        Assert.AreNotSame(first.Engine, second.Engine);
        AssertAllAreBusy(pool);

        var given = first.Engine;
        first.Dispose();
        first.Dispose();
        using var third = pool.Rent();
        Assert.AreSame(given, third.Engine);
        AssertAllAreBusy(pool); // a second Dispose gave nothing back
        Assert.ThrowsExactly<ObjectDisposedException>(() => first.Engine);
        second.Dispose();
    }

    [TestMethod]
    public void AWaitingThreadGetsTheEngineThatComesBack()
    {
        using var pool = Pool(maximumEngines: 1);
        var rented = pool.Rent();
        var waiting = Task.Run(() => pool.Predict(ToyImages.Rows(1)[0]));
        Assert.IsFalse(waiting.Wait(50), "there is no second engine");
        rented.Dispose();
        Assert.HasCount(3, waiting.Result.Score);
    }

    [TestMethod]
    public async Task WaitingForAnEngineHoldsNoThreadAndCanBeEnded()
    {
        using var pool = Pool(maximumEngines: 1);
        var row = ToyImages.Rows(1)[0];
        var expected = (await pool.PredictAsync(row)).Score;
        var rented = pool.Rent();
        using var stop = new CancellationTokenSource();
        var (waiting, ended) = (pool.PredictAsync(row), pool.PredictAsync(row, stop.Token));
        Assert.IsFalse(waiting.IsCompleted, "the caller has its thread back, and there is no second engine");
        stop.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => ended);

        rented.Dispose();
        CollectionAssert.AreEqual(expected, (await waiting).Score);
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.PredictAsync(new ImageRow { Image = null }));
        CollectionAssert.AreEqual(expected, (await pool.PredictAsync(row)).Score, "a failure costs no engine");

        rented = pool.Rent();
        waiting = pool.PredictAsync(row);
        pool.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => waiting);
        rented.Dispose();
    }

    [TestMethod]
    public void AFailedPredictionCostsNoEngine()
    {
        using var pool = Pool(maximumEngines: 1);
        var row = ToyImages.Rows(1)[0];
        var expected = pool.Predict(row).Score;
        var error = Assert.Throws<InvalidOperationException>(() => pool.Predict(new ImageRow { Image = null }));
        StringAssert.Contains(error.Message, "no image in column 'Image'");
        CollectionAssert.AreEqual(expected, pool.Predict(row).Score);
    }

    [TestMethod]
    public void DisposingThePoolLeavesTheModel()
    {
        var pool = Pool(maximumEngines: 1);
        var rented = pool.Rent();
        var engine = rented.Engine;
        var waiting = new ConcurrentBag<Exception?>();
        void Wait() => waiting.Add(Catch(() => pool.Predict(ToyImages.Rows(1)[0])));
        var threads = Enumerable.Range(0, 3).Select(_ => new Thread(Wait)).ToList();
        threads.ForEach(thread => thread.Start());
        pool.Dispose();
        pool.Dispose();
        foreach (var thread in threads) Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)), "a waiting thread hangs");
        Assert.IsTrue(waiting.All(error => error is ObjectDisposedException), string.Join("; ", waiting));

        Assert.HasCount(3, engine.Predict(ToyImages.Rows(1)[0]).Score, "a rented engine works on");
        rented.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Rent());
        using var other = Pool(maximumEngines: 1);
        Assert.HasCount(3, other.Predict(ToyImages.Rows(1)[0]).Score);
    }

    [TestMethod]
    public void AModelThatDoesNotFitIsRefusedAtOnce()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => ML.TransferLearning().CreatePredictionEnginePool<Nothing, ScoredRow>(model));
        StringAssert.Contains(error.Message, "Could not find image column 'Image'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Pool(maximumEngines: 0));
    }

    /// <summary>The rules of ML.NET's own engine, which are the reason for the pool.</summary>
    [TestMethod]
    public void ASingleEngineDisposesItsModelUnlessToldNotTo()
    {
        var own = SmallModel.Create(ML);
        ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(own, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(own);
        Assert.HasCount(3, engine.Predict(ToyImages.Rows(1)[0]).Score);
        engine.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => own.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(1))));
    }

    private static PredictionPool<ImageRow, ScoredRow> Pool(int maximumEngines) =>
        ML.TransferLearning().CreatePredictionEnginePool<ImageRow, ScoredRow>(model, maximumEngines);

    private static void AssertAllAreBusy(PredictionPool<ImageRow, ScoredRow> pool)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => pool.Rent(soon.Token));
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private sealed class Nothing
    {
        public float Number { get; set; }
    }
}
