using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>The trainer as a part of ML.NET pipelines: what it learns, and the columns that it promises and delivers.</summary>
[TestClass]
public sealed class PipelineTests
{
    private static ToyModel Toy => ToyModel.Shared;

    [TestMethod]
    public void ASeparableProblemIsLearned()
    {
        var metrics = Toy.ML.MulticlassClassification.Evaluate(Toy.Model.Transform(Toy.Test));
        Assert.IsGreaterThan(0.9, metrics.MicroAccuracy);
        Assert.HasCount(ToyImages.Classes.Length, metrics.ConfusionMatrix.Counts);
        StringAssert.Contains(metrics.ConfusionMatrix.GetFormattedConfusionTable(), ToyImages.Classes[1]);
    }

    [TestMethod]
    public void ScoreNamesItsClasses()
    {
        var score = Toy.Model.Transform(Toy.Test).Schema["Score"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        CollectionAssert.AreEqual(ToyImages.Classes, names.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.AreEqual(ToyImages.Classes.Length, ((VectorDataViewType)score.Type).Size);
        CollectionAssert.AreEqual(ToyImages.Classes, Toy.Network.ClassNames.ToArray());
    }

    [TestMethod]
    public void ScoresAreProbabilities()
    {
        foreach (var row in ToyModel.Read(Toy.ML, Toy.Model.Transform(Toy.Test)))
        {
            Assert.AreEqual(1, row.Score.Sum(), 1e-5);
            Assert.AreEqual(ToyImages.Classes[row.Score.IndexOf(row.Score.Max())], row.PredictedLabel);
        }
    }

    [TestMethod]
    public void ThePredictedLabelIsAKeyWithTheLabelsValues()
    {
        var predicted = Toy.Network.GetOutputSchema(Toy.Test.Schema)["PredictedLabel"];
        Assert.AreEqual(new KeyDataViewType(typeof(uint), ToyImages.Classes.Length), predicted.Type);
        VBuffer<ReadOnlyMemory<char>> values = default;
        predicted.GetKeyValues(ref values);
        CollectionAssert.AreEqual(ToyImages.Classes, values.DenseValues().Select(value => value.ToString()).ToArray());
    }

    [TestMethod]
    public void IntegerLabelsComeBackAsIntegers()
    {
        int[] codes = [42, -7, 1000];
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(ToyImages.Rows(12).Select((row, i) => new IntegerRow { Label = codes[i % 3], Image = row.Image }));
        var scored = ToyModel.FitQuickly(ml, data, ToyModel.Small()).Transform(data);

        Assert.AreEqual(NumberDataViewType.Int32, scored.Schema["PredictedLabel"].Type);
        Assert.IsTrue(scored.GetColumn<int>("PredictedLabel").All(codes.Contains));
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(new[] { "42", "-7", "1000" }, names.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.AreEqual(3, ml.MulticlassClassification.Evaluate(scored).ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void AKeyWithoutValuesIsNumberedFromZero()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(ToyImages.Rows(12).Select((row, i) => new KeyRow { Label = (uint)i % 3, Image = row.Image }));
        var model = ml.TransferLearning().FineTune(new() { Training = new() { Epochs = 1, Input = TestInputs.Small } }).Fit(data);
        CollectionAssert.AreEqual(new[] { "0", "1", "2" }, model.ClassNames.ToArray());
        Assert.IsTrue(model.Transform(data).GetColumn<uint>("PredictedLabel").All(key => key is >= 1 and <= 3));
    }

    [TestMethod]
    public void LaterEstimatorsSeeAKnownSizeVectorAndAKey()
    {
        var probe = new ShapeProbe();
        var ml = new MLContext(1);
        var data = ml.TransferLearning().LoadImages(new CountingImages(12));
        var scored = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size))
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options
            {
                ScoreColumnName = "ToyScore",
                PredictedLabelColumnName = "ToyLabel",
                Training = new() { Epochs = 1 },
            }))
            .Append(probe)
            .Append(ml.Transforms.Conversion.MapKeyToValue("ToyLabel"))
            .Append(ml.Transforms.Concatenate("Features", "ToyScore"))
            .Append(ml.Transforms.NormalizeMinMax("Features"))
            .Fit(data).Transform(data);

        var score = probe.Seen.Single(column => column.Name == "ToyScore");
        Assert.AreEqual(SchemaShape.Column.VectorKind.Vector, score.Kind);
        Assert.AreEqual(NumberDataViewType.Single, score.ItemType);
        var label = probe.Seen.Single(column => column.Name == "ToyLabel");
        Assert.IsTrue(label.IsKey);
        Assert.AreEqual(SchemaShape.Column.VectorKind.Scalar, label.Kind);
        Assert.IsTrue(probe.Seen.Any(column => column.Name == "Image"));
        Assert.AreEqual(3, ((VectorDataViewType)scored.Schema["Features"].Type).Size);
        Assert.AreEqual(1, scored.GetColumn<float[]>("Features").Max(features => features.Max()), 1e-6);
    }

    [TestMethod]
    public void PredictionEngineGivesTextBack()
    {
        using var engine = Toy.ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(Toy.Network.Then(Toy.Model.Last()), new PredictionEngineOptions { OwnsTransformer = false });
        foreach (var row in ToyImages.Rows(6, seed: 300, 32, 32))
        {
            var prediction = engine.Predict(row);
            Assert.HasCount(3, prediction.Score);
            Assert.AreEqual(ToyImages.Classes[prediction.Score.IndexOf(prediction.Score.Max())], prediction.PredictedLabel);
        }
    }

    private sealed class IntegerRow
    {
        public int Label { get; set; }

        [ImageColumn]
        public MLImage? Image { get; set; }
    }

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [ImageColumn]
        public MLImage? Image { get; set; }
    }
}
