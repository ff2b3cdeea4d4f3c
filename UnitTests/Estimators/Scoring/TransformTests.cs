using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Scoring;

/// <summary>Scoring in batches behind a lazy view: what is computed when, and that it is the right row's.</summary>
[TestClass]
public sealed class TransformTests
{
    private const int BatchSize = 32;

    private static readonly MLContext ML = new(1);

    private static ImageClassificationTransformer Network => ToyModel.Shared.Network;

    private static ITransformer Model => Network.Then(ToyModel.Shared.Model.Last());

    [TestMethod]
    public void NothingIsComputedBeforeACursorMoves()
    {
        var images = new CountingImages(40);
        var scored = Network.Transform(ML.TransferLearning().LoadImages(images));
        Assert.AreEqual(40, scored.GetRowCount());
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.IsEmpty(images.Reads);
    }

    [TestMethod]
    public void ImagesAreReadSomeBatchesAheadAndOnce()
    {
        var images = new CountingImages(12 * BatchSize + 6);
        var mostAhead = Math.Clamp(Environment.ProcessorCount, 2, 8) * 5 * BatchSize;
        var scored = Network.Transform(ML.TransferLearning().LoadImages(images));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["ImagePath"]]);
        var score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> value = default;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            score(ref value);
            Assert.AreEqual(row, cursor.Position);
            var needed = Math.Min(images.Count, (row / BatchSize + 1) * BatchSize);
            int read;
            lock (images.Reads) read = images.Reads.Count;
            Assert.IsTrue(read >= needed && read <= needed + mostAhead, $"{read} images were read when {needed} were needed");
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, images.Count).ToArray(), images.Reads.Order().ToArray());
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void ACursorThatIsLeftEarlyStopsReading()
    {
        var images = new CountingImages(100 * BatchSize);
        var scored = Network.Transform(ML.TransferLearning().LoadImages(images));
        Assert.HasCount(1, scored.GetColumn<float[]>("Score").Take(1).ToList());
        var read = images.Reads.Count;
        Assert.IsLessThan(images.Count / 2, read);
        Thread.Sleep(50);
        Assert.HasCount(read, images.Reads);
    }

    [TestMethod]
    public void RowsBeforeAnUnreadableImageAreScored()
    {
        var rows = ToyImages.Rows(3 * BatchSize);
        rows[2 * BatchSize + 5].Image = null;
        var scored = Network.Transform(ML.Data.LoadFromEnumerable(rows));
        Assert.HasCount(2 * BatchSize, scored.GetColumn<float[]>("Score").Take(2 * BatchSize).ToList());
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => scored.GetColumn<float[]>("Score").Count());
        StringAssert.Contains(error.Message, $"Row {2 * BatchSize + 5} has no image");
    }

    [TestMethod]
    public void WithoutTheScoreNoImageIsRead()
    {
        var images = new CountingImages(5);
        var scored = Model.Transform(ML.TransferLearning().LoadImages(images));
        Assert.AreEqual(5, scored.GetColumn<string>("Label").Count());
        Assert.IsEmpty(images.Reads);
    }

    [TestMethod]
    public void BatchesScoreAsSingleRowsDo()
    {
        var rows = ToyImages.Rows(BatchSize + 5);
        var batched = ToyModel.Read(ML, Model.Transform(ML.Data.LoadFromEnumerable(rows)));
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(Model, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.HasCount(rows.Count, batched);
        for (var i = 0; i < rows.Count; i++)
        {
            AssertSame(engine.Predict(rows[i]), batched[i]);
            if (i % 8 == 0) AssertSame(ToyModel.Read(ML, Model.Transform(ML.Data.LoadFromEnumerable([rows[i]]))).Single(), batched[i]);
        }
    }

    [TestMethod]
    public void PassedThroughColumnsStayAligned()
    {
        var rows = ToyImages.Rows(BatchSize + 9);
        var scored = Model.Transform(ML.Data.LoadFromEnumerable(rows));
        var numbers = scored.GetColumn<float>("Number").ToArray();
        CollectionAssert.AreEqual(rows.Select(row => row.Number).ToArray(), numbers);
        var backwards = ToyModel.Read(ML, Model.Transform(ML.Data.LoadFromEnumerable(Enumerable.Reverse(rows)))).ToDictionary(row => row.ImagePath);
        foreach (var (row, result) in rows.Zip(ToyModel.Read(ML, scored)))
        {
            Assert.AreEqual(row.ImagePath, result.ImagePath);
            AssertSame(backwards[row.ImagePath], result);
        }

        using var cursor = scored.GetRowCursor(scored.Schema);
        Assert.IsTrue(cursor.MoveNext());
        MLImage image = null!;
        cursor.GetGetter<MLImage>(scored.Schema["Image"])(ref image);
        Assert.AreSame(rows[0].Image, image);
    }

    [TestMethod]
    public void SeveralCursorsDoNotDisturbEachOther()
    {
        var scored = Model.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(BatchSize + 3)));
        var expected = ToyModel.Read(ML, scored);
        using var fast = ToyModel.Read(ML, ML.Data.SkipRows(scored, 10)).GetEnumerator();
        using var slow = ML.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).GetEnumerator();
        for (var i = 0; slow.MoveNext(); i++)
        {
            AssertSame(expected[i], slow.Current);
            if (fast.MoveNext()) AssertSame(expected[i + 10], fast.Current);
        }
    }

    [TestMethod]
    public void TwoThreadsMayScoreAtOnce()
    {
        var scored = Model.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(BatchSize + 3)));
        var expected = ToyModel.Read(ML, scored);
        Parallel.For(0, 4, _ =>
        {
            foreach (var (one, other) in expected.Zip(ToyModel.Read(ML, scored))) AssertSame(one, other);
        });
    }

    [TestMethod]
    public void RowsCanBeChosenBeforeScoring()
    {
        var data = ML.Data.LoadFromEnumerable(ToyImages.Rows(BatchSize + 9));
        var all = ToyModel.Read(ML, Model.Transform(data)).ToDictionary(row => row.ImagePath);
        foreach (var (name, view, count) in Chosen(data))
            AssertSubset(all, ToyModel.Read(ML, Model.Transform(view)), count, $"{name} before");
    }

    [TestMethod]
    public void ShuffledRowsKeepTheirScores()
    {
        var (model, test) = (ToyModel.Shared.Model, ToyModel.Shared.Test);
        var all = ToyModel.Read(ML, model.Transform(test)).ToDictionary(row => row.ImagePath);
        var shuffled = ToyModel.Read(ML, model.Transform(ML.Data.ShuffleRows(test)));
        AssertSubset(all, shuffled, all.Count, "ShuffleRows before");
        CollectionAssert.AreNotEqual(all.Keys, shuffled.Select(row => row.ImagePath).ToArray());
    }

    [TestMethod]
    public void RowsCanBeChosenAfterScoring()
    {
        var data = Model.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(BatchSize + 9)));
        var all = ToyModel.Read(ML, data).ToDictionary(row => row.ImagePath);
        foreach (var (name, view, count) in Chosen(data)) AssertSubset(all, ToyModel.Read(ML, view), count, $"{name} after");
        // These two leave out columns that cannot be kept in memory, such as images.
        AssertSubset(all, ToyModel.Read(ML, ML.Data.Cache(data)), all.Count, "Cache after");
        AssertSubset(all, ToyModel.Read(ML, ML.Data.ShuffleRows(data)), all.Count, "ShuffleRows after");
    }

    [TestMethod]
    public void AGetterNeedsACurrentRow()
    {
        var scored = Network.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(2)));
        var column = scored.Schema["Score"];
        var cursor = scored.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref value));
        while (cursor.MoveNext()) getter(ref value);
        Assert.ThrowsExactly<InvalidOperationException>(() => getter(ref value));
        cursor.Dispose();
        cursor.Dispose();
        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
    }

    [TestMethod]
    public void AGetterNeedsAnActiveColumnAndItsType()
    {
        var scored = Network.Transform(ML.Data.LoadFromEnumerable(ToyImages.Rows(2)));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.IsTrue(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["PredictedLabel"]));
        var inactive = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]));
        StringAssert.Contains(inactive.Message, "PredictedLabel");
        var mistyped = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<VBuffer<double>>(scored.Schema["Score"]));
        StringAssert.Contains(mistyped.Message, "Single");
    }

    [TestMethod]
    public void ADisposedModelSaysSo()
    {
        var data = ML.Data.LoadFromEnumerable(ToyImages.Rows(6));
        var model = ToyModel.FitQuickly(ML, data, ToyModel.Small());
        var scored = model.Transform(data);
        model.Dispose();
        model.Dispose();
        InnermostError.Of<ObjectDisposedException>(() => ToyModel.Read(ML, scored));
        Assert.Throws<ObjectDisposedException>(() => model.Transform(data));
    }

    private static IEnumerable<(string Name, IDataView View, int Count)> Chosen(IDataView data) =>
    [
        ("TakeRows", ML.Data.TakeRows(data, 7), 7),
        ("SkipRows", ML.Data.SkipRows(data, 35), 6),
        ("FilterRowsByColumn", ML.Data.FilterRowsByColumn(data, "Number", 30, 37), 7),
    ];

    private static void AssertSubset(Dictionary<string, ScoredRow> all, List<ScoredRow> chosen, int count, string what)
    {
        Assert.HasCount(count, chosen, what);
        Assert.AreEqual(count, chosen.DistinctBy(row => row.ImagePath).Count(), what);
        foreach (var row in chosen) AssertSame(all[row.ImagePath], row);
    }

    private static void AssertSame(ScoredRow expected, ScoredRow actual)
    {
        Assert.AreEqual(expected.PredictedLabel, actual.PredictedLabel);
        for (var i = 0; i < expected.Score.Length; i++) Assert.AreEqual(expected.Score[i], actual.Score[i], 1e-5f, expected.ImagePath);
    }
}
