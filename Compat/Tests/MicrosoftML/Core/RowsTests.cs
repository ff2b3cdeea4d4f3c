using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class RowsTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Row
    {
        public int Id { get; set; }
        public float Weight { get; set; }
        public string Group { get; set; } = "";
        [KeyType(10)] public uint Fold { get; set; }
    }

    private IDataView Data(int rows) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows)
        .Select(i => new Row { Id = i, Weight = i, Group = $"group {i % 37}", Fold = (uint)(i % 10) }).ToList());

    private static List<int> Ids(IDataView data) => [.. data.GetColumn<int>("Id")];

    [TestMethod]
    public void ASplitHasAboutTheFractionAndLosesNothing()
    {
        var data = Data(5000);

        var split = _ml.Data.TrainTestSplit(data, testFraction: 0.2);

        var (train, test) = (Ids(split.TrainSet), Ids(split.TestSet));
        Assert.AreEqual(1000, test.Count, 100);
        CollectionAssert.AreEquivalent(Ids(data), train.Concat(test).ToList());
        CollectionAssert.AreEqual(test, Ids(split.TestSet), "a second reading gives the same rows");
    }

    [TestMethod]
    public void ASplitDependsOnTheSeedAndOnNothingElse()
    {
        var data = Data(200);

        var first = Ids(_ml.Data.TrainTestSplit(data, seed: 3).TestSet);

        CollectionAssert.AreEqual(first, Ids(new MLContext(9).Data.TrainTestSplit(data, seed: 3).TestSet));
        CollectionAssert.AreNotEqual(first, Ids(_ml.Data.TrainTestSplit(data, seed: 4).TestSet));
        CollectionAssert.AreEqual(Ids(_ml.Data.TrainTestSplit(data).TestSet), Ids(new MLContext(1).Data.TrainTestSplit(data).TestSet));
    }

    [TestMethod]
    public void RowsWithTheSameSamplingKeyStayTogether()
    {
        var split = _ml.Data.TrainTestSplit(Data(2000), testFraction: 0.3, samplingKeyColumnName: "Group");

        var train = split.TrainSet.GetColumn<string>("Group").Distinct();
        var test = split.TestSet.GetColumn<string>("Group").Distinct().ToList();
        Assert.AreEqual(0, train.Intersect(test).Count());
        Assert.AreEqual(11, test.Count, 8);
    }

    [TestMethod]
    public void AKeyColumnIsSplitInTheOrderOfItsKeys()
    {
        var split = _ml.Data.TrainTestSplit(Data(100), testFraction: 0.2, samplingKeyColumnName: "Fold");

        CollectionAssert.AreEquivalent(new uint[] { 1, 2 }, split.TestSet.GetColumn<uint>("Fold").Distinct().ToList());
    }

    [TestMethod]
    public void EveryRowIsOnceInATestFold()
    {
        var data = Data(300);

        var folds = _ml.Data.CrossValidationSplit(data, numberOfFolds: 4);

        Assert.AreEqual(4, folds.Count);
        CollectionAssert.AreEquivalent(Ids(data), folds.SelectMany(fold => Ids(fold.TestSet)).ToList());
        Assert.IsTrue(folds.All(fold => Ids(fold.TrainSet).Count + Ids(fold.TestSet).Count == 300));
    }

    [TestMethod]
    public void AFractionOutsideOfZeroToOneIsRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Data(3), testFraction: 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(Data(3), numberOfFolds: 1));
    }

    [TestMethod]
    public void TakeAndSkipCutTheRowsInOrder()
    {
        var cut = _ml.Data.TakeRows(_ml.Data.SkipRows(Data(10), 3), 4);

        CollectionAssert.AreEqual(new[] { 3, 4, 5, 6 }, Ids(cut));
        Assert.AreEqual(4, cut.GetRowCount());
        Assert.AreEqual(0, Ids(_ml.Data.SkipRows(Data(2), 5)).Count);
    }

    [TestMethod]
    public void AFilterKeepsTheLowerBoundAndNotTheUpper()
    {
        CollectionAssert.AreEqual(new[] { 2, 3 }, Ids(_ml.Data.FilterRowsByColumn(Data(10), "Weight", lowerBound: 2, upperBound: 4)));
        CollectionAssert.AreEqual(new[] { 8, 9 }, Ids(_ml.Data.FilterRowsByColumn(Data(10), "Weight", lowerBound: 8)));
    }

    [TestMethod]
    public void ACustomFilterDropsTheRowsForWhichThePredicateIsTrue()
    {
        var kept = _ml.Data.FilterByCustomPredicate<Row>(Data(6), row => row.Id % 2 == 0);

        CollectionAssert.AreEqual(new[] { 1, 3, 5 }, Ids(kept));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ShuffledRowsAreAllThereAndInTheSameOrderAtEveryReading(bool shuffleSource)
    {
        var shuffled = _ml.Data.ShuffleRows(Data(50), seed: 5, shufflePoolSize: 8, shuffleSource);

        var ids = Ids(shuffled);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 50).ToList(), ids);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 50).ToList(), ids);
        CollectionAssert.AreEqual(ids, Ids(shuffled));
        CollectionAssert.AreEqual(ids.ConvertAll(id => (float)id), shuffled.GetColumn<float>("Weight").ToList(), "columns stay together");
    }

    [TestMethod]
    public void ACacheReadsAColumnOnce()
    {
        var source = new CountingDataView(Data(5));
        var cache = _ml.Data.Cache(source, "Id");

        Assert.AreEqual("Id", source.Opened.Single(), "prefetched");
        CollectionAssert.AreEqual(Ids(cache), Ids(cache));
        cache.GetColumn<string>("Group").Count();
        cache.GetColumn<string>("Group").Count();
        CollectionAssert.AreEqual(new[] { "Id", "Group" }, source.Opened);
        Assert.AreEqual(5, cache.GetRowCount());
    }
}
