using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Toolkit.Compat.Tests.MicrosoftML.Core;

[TestClass]
public class CrossValidationTests
{
    private sealed class Row
    {
        public string Label { get; set; } = "";
        public float Hint { get; set; }
    }

    private sealed class Input
    {
        public float Hint { get; set; }
    }

    private sealed class Scores
    {
        [VectorType(2)] public float[] Score { get; set; } = [];
    }

    [TestMethod]
    public void EveryFoldIsMeasuredWithAModelOfTheOthers()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Row { Label = i % 2 == 0 ? "even" : "odd", Hint = i % 2 }).ToList());
        var keyData = ml.Data.LoadFromEnumerable(new[] { new { Name = "even" }, new { Name = "odd" } });
        int fits = 0;
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyData: keyData).WithOnFitDelegate(_ => fits++)
            .Append(ml.Transforms.CustomMapping<Input, Scores>((input, scores) => scores.Score = [1 - input.Hint, input.Hint], contractName: null))
            .Append(ml.Transforms.CopyColumns("PredictedLabel", "Label"));

        var folds = ml.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 4);

        Assert.AreEqual(4, fits);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, folds.Select(fold => fold.Fold).ToArray());
        Assert.AreEqual(200, folds.Sum(fold => fold.ScoredHoldOutSet.GetColumn<float>("Hint").Count()));
        Assert.IsTrue(folds.All(fold => fold.Metrics.MicroAccuracy == 1));
    }
}
