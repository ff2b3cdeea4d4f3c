using Microsoft.ML;
using Microsoft.ML.Data;

namespace Toolkit.Compat.Tests.Evaluate;

[TestClass]
public sealed class EvaluateTests
{
    private sealed class KeyRow
    {
        // Read from 0: 3 is beyond the keys, so it is a missing label.
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private sealed class NumberRow
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public float PredictedLabel { get; set; }
    }

    private readonly MLContext ml = new(seed: 1);

    private static List<KeyRow> Rows() =>
    [
        new() { Label = 0, Score = [0.7f, 0.2f, 0.1f] },
        new() { Label = 1, Score = [0.6f, 0.3f, 0.1f] },
        new() { Label = 2, Score = [0.1f, 0.1f, 0.8f] },
        new() { Label = 3, Score = [0.1f, 0.1f, 0.8f] },
        new() { Label = 0, Score = [float.NaN, 0.1f, 0.8f] },
        new() { Label = 0, Score = [float.PositiveInfinity, 0.1f, 0.8f] },
    ];

    [TestMethod]
    public void MissingLabelsAndScoresThatAreNotFiniteAreLeftOut()
    {
        var metrics = ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows()), topKPredictionCount: 2);
        Assert.AreEqual(2 / 3.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual(2 / 3.0, metrics.MacroAccuracy, 1e-12);
        Assert.AreEqual(-(Math.Log(0.7f) + Math.Log(0.3f) + Math.Log(0.8f)) / 3, metrics.LogLoss, 1e-9);
        Assert.AreEqual((1, 2), (metrics.TopKAccuracy, metrics.TopKPredictionCount));
        Assert.AreEqual(3, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        StringAssert.Contains(metrics.ConfusionMatrix.GetFormattedConfusionTable(), "||     0 |     1 |     2 | Recall");
    }

    [TestMethod]
    public void SlotNamesOfTheScoresNameTheClasses()
    {
        ReadOnlyMemory<char>[] names = ["cat".AsMemory(), "dog".AsMemory(), "mouse".AsMemory()];
        var definition = SchemaDefinition.Create(typeof(KeyRow));
        definition["Score"].AddAnnotation(
            "SlotNames", new VBuffer<ReadOnlyMemory<char>>(3, names), new VectorDataViewType(TextDataViewType.Instance, 3));

        var metrics = ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(Rows(), definition));
        StringAssert.Contains(metrics.ConfusionMatrix.GetFormattedConfusionTable(), "||   cat |   dog | mouse | Recall");
    }

    [TestMethod]
    public void NumbersAreLabelsToo()
    {
        NumberRow[] rows =
        [
            new() { Label = 0, Score = [0.9f, 0.1f] },
            new() { Label = 1, Score = [0.8f, 0.2f] },
            new() { Label = -1, Score = [0.8f, 0.2f] },
            new() { Label = 0.5f, Score = [0.8f, 0.2f] },
            new() { Label = float.NaN, Score = [0.8f, 0.2f] },
            new() { Label = 5, Score = [0.8f, 0.2f] },
        ];
        var metrics = ml.MulticlassClassification.Evaluate(ml.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(1 / 3.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual(2, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [TestMethod]
    public void WrongColumnsAreNamed()
    {
        var data = ml.Data.LoadFromEnumerable(Rows());
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Evaluate(data, "Truth"));
        StringAssert.Contains(missing.Message, "Truth");
        var predicted = Assert.Throws<ArgumentOutOfRangeException>(
            () => ml.MulticlassClassification.Evaluate(data, predictedLabelColumnName: "Guess"));
        StringAssert.Contains(predicted.Message, "Guess");
        var score = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Evaluate(data, scoreColumnName: "Label"));
        StringAssert.Contains(score.Message, "vector of two or more items of type Single");
        var label = Assert.Throws<ArgumentOutOfRangeException>(() => ml.MulticlassClassification.Evaluate(data, labelColumnName: "Score"));
        StringAssert.Contains(label.Message, "Single or Key");
        Assert.Throws<ArgumentException>(() => ml.MulticlassClassification.Evaluate(data, topKPredictionCount: -1));
        Assert.Throws<ArgumentNullException>(() => ml.MulticlassClassification.Evaluate(null!));
    }
}
