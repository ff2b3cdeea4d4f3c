using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Evaluate;

[TestClass]
public sealed class CrossValidateTests
{
    private sealed class Row
    {
        [KeyType(2)]
        public uint Truth { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        [KeyType(2)]
        public uint PredictedLabel { get; set; }

        public string Group { get; set; } = "";
    }

    private readonly MLContext ml = new(seed: 1);

    private IDataView Data() => ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200)
        .Select(i => new Row
        {
            Truth = (uint)(i % 2),
            Score = i % 4 == 3 ? [0.8f, 0.2f] : [1 - i % 2, i % 2],
            Group = $"group {i / 10}",
        }).ToList());

    [TestMethod]
    public void EveryRowIsHeldOutOnce()
    {
        var pipeline = ml.Transforms.CopyColumns("Label", "Truth");
        var results = ml.MulticlassClassification.CrossValidate(Data(), pipeline, numberOfFolds: 4);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, results.Select(result => result.Fold).ToArray());
        Assert.AreEqual(200, results.Sum(result => result.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())));
        Assert.AreEqual(50, results.Sum(result => result.Metrics.ConfusionMatrix.Counts[1][0]));
        foreach (var result in results)
        {
            Assert.IsInstanceOfType<ITransformer>(result.Model);
            var again = ml.MulticlassClassification.Evaluate(result.ScoredHoldOutSet);
            Assert.AreEqual(result.Metrics.LogLoss, again.LogLoss);
        }
    }

    [TestMethod]
    public void AModelHasNotSeenItsHeldOutRows()
    {
        var rows = Enumerable.Range(0, 300).Select(i => new Row { Truth = (uint)(i % 2), Score = [1, 0], Group = $"row {i}" }).ToList();
        var pipeline = ml.Transforms.CopyColumns("Label", "Truth").Append(ml.Transforms.Conversion.MapValueToKey("Seen", "Group"));
        var results = ml.MulticlassClassification.CrossValidate(ml.Data.LoadFromEnumerable(rows), pipeline, numberOfFolds: 3);
        foreach (var result in results)
        {
            var keys = result.ScoredHoldOutSet.GetColumn<uint>("Seen").ToList();
            Assert.IsTrue(keys.All(key => key == 0), "a row that was fitted to has a key");
            Assert.AreEqual(100, keys.Count, 35, "folds have about the same size");
            var seen = (KeyDataViewType)result.ScoredHoldOutSet.Schema["Seen"].Type;
            Assert.AreEqual(300, keys.Count + (int)seen.Count, "all other rows were fitted to");
        }
    }

    [TestMethod]
    public void TransformersForTrainingOnlyMakeTheLabelOfTheHeldOutRows()
    {
        var pipeline = new EstimatorChain<ITransformer>().Append(ml.Transforms.CopyColumns("Made", "Truth"), TransformerScope.TrainTest);
        var results = ml.MulticlassClassification.CrossValidate(Data(), pipeline, 2, labelColumnName: "Made");
        Assert.AreEqual(2, results.Count);
    }

    [TestMethod]
    public void RowsOfOneGroupStayTogether()
    {
        var pipeline = ml.Transforms.CopyColumns("Label", "Truth");
        var results = ml.MulticlassClassification.CrossValidate(Data(), pipeline, 3, samplingKeyColumnName: "Group", seed: 5);
        var groups = results.Select(result => result.ScoredHoldOutSet.GetColumn<string>("Group").Distinct().ToHashSet()).ToList();
        Assert.AreEqual(20, groups.Sum(group => group.Count));
    }

    [TestMethod]
    public void WrongArgumentsAreRefused()
    {
        var pipeline = ml.Transforms.CopyColumns("Label", "Truth");
        Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.CrossValidate(Data(), pipeline, numberOfFolds: 1));
        Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.CrossValidate(Data(), pipeline, labelColumnName: "Missing"));
        Assert.Throws<ArgumentNullException>(() => ml.MulticlassClassification.CrossValidate(Data(), null!));
    }
}
