using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Toolkit.Compat.Tests.Trainers;

[TestClass]
public sealed class LbfgsMaximumEntropyTests
{
    private readonly MLContext ml = new(seed: 1);

    private IEstimator<ITransformer> Pipeline => ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainers.LbfgsMaximumEntropy());

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Trainers => ml.MulticlassClassification.Trainers;

    private IDataView Load(IEnumerable<Iris.Flower> flowers) => ml.Data.LoadFromEnumerable(flowers);

    private IDataView Keyed(IEnumerable<Iris.Flower> flowers)
    {
        var data = Load(flowers);
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private List<Iris.Prediction> Predictions(ITransformer model) =>
        [.. ml.Data.CreateEnumerable<Iris.Prediction>(model.Transform(Load(Iris.Flowers())), reuseRowObject: false)];

    [TestMethod]
    public void ScoresAreProbabilitiesAndThePredictedLabelIsTheHighest()
    {
        var model = Pipeline.Fit(Load(Iris.Flowers()));
        foreach (var prediction in Predictions(model))
        {
            Assert.AreEqual(1, prediction.Score.Sum(), 1e-6);
            Assert.AreEqual((uint)prediction.Score.IndexOf(prediction.Score.Max()) + 1, prediction.PredictedLabel);
        }
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(Load(Iris.Flowers())));
        Assert.IsTrue(metrics.MicroAccuracy >= 0.96, metrics.MicroAccuracy.ToString());
    }

    [TestMethod]
    public void ColumnsCarryTheClassNames()
    {
        var schema = Pipeline.Fit(Load(Iris.Flowers())).GetOutputSchema(Load([]).Schema);
        string[] names = ["setosa", "versicolor", "virginica"];
        VBuffer<ReadOnlyMemory<char>> found = default;
        schema["Score"].GetSlotNames(ref found);
        CollectionAssert.AreEqual(names, found.DenseValues().Select(name => name.ToString()).ToArray());
        schema["Score"].Annotations.GetValue("TrainingLabelValues", ref found);
        CollectionAssert.AreEqual(names, found.DenseValues().Select(name => name.ToString()).ToArray());
        schema["PredictedLabel"].GetKeyValues(ref found);
        CollectionAssert.AreEqual(names, found.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.AreEqual("Vector<Single, 3>", schema["Score"].Type.ToString());
        ReadOnlyMemory<char> kind = default;
        schema["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.AreEqual("MulticlassClassification", kind.ToString());
    }

    [TestMethod]
    public void ThePromisedShapeIsThatOfTheTransformedData()
    {
        var data = Keyed(Iris.Flowers());
        var trainer = Trainers.LbfgsMaximumEntropy();
        var promised = trainer.GetOutputSchema(SchemaShape.Create(data.Schema));
        var real = SchemaShape.Create(trainer.Fit(data).Transform(data).Schema);
        foreach (var name in new[] { "Score", "PredictedLabel" })
        {
            Assert.IsTrue(promised.TryFindColumn(name, out var expected) && real.TryFindColumn(name, out var found)
                && expected.IsCompatibleWith(found) && found.IsCompatibleWith(expected), name);
        }
    }

    [TestMethod]
    public void RowsWithoutLabelFeaturesOrWeightAreLeftOut()
    {
        var good = Iris.Flowers();
        Iris.Flower[] bad =
        [
            new() { Features = [9, 9, 9, float.NaN], Label = "setosa", Weight = 1 },
            new() { Features = [9, 9, 9, 9], Label = "", Weight = 1 },
            new() { Features = [9, 9, 9, 9], Label = "setosa", Weight = 0 },
            new() { Features = [9, 9, 9, 9], Label = "setosa", Weight = -1 },
            new() { Features = [9, 9, 9, 9], Label = "setosa", Weight = float.NaN },
        ];
        var warnings = new List<string>();
        CollectWarnings(warnings);
        var trainer = Trainers.LbfgsMaximumEntropy(exampleWeightColumnName: "Weight");
        var expected = trainer.Fit(Keyed(good)).Model;
        var found = trainer.Fit(Keyed([.. good, .. bad])).Model;
        CollectionAssert.AreEqual(Flat(expected), Flat(found));
        CollectionAssert.AreEqual(new[] { "Skipped 5 instances with missing features/label/weight during training" }, warnings);
    }

    [TestMethod]
    public void NoRowLeftIsAnError()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainers.LbfgsMaximumEntropy(exampleWeightColumnName: "Weight")
            .Fit(Keyed([new() { Features = [1, 2, 3, 4], Label = "a", Weight = 0 }])));
        Assert.AreEqual("No valid training instances found, all instances have missing features.", error.Message);
    }

    [TestMethod]
    public void AModelLoadedAgainPredictsTheSame()
    {
        var model = Pipeline.Fit(Load(Iris.Flowers()));
        using var stream = new MemoryStream();
        ml.Model.Save(model, Load([]).Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out _);
        foreach (var (before, after) in Predictions(model).Zip(Predictions(loaded)))
        {
            CollectionAssert.AreEqual(before.Score, after.Score);
            Assert.AreEqual(before.PredictedLabel, after.PredictedLabel);
        }
        Assert.IsTrue(loaded.GetOutputSchema(Load([]).Schema)["Score"].HasSlotNames());
    }

    [TestMethod]
    public void APredictionEngineAgreesWithTransform()
    {
        var model = Pipeline.Fit(Load(Iris.Flowers()));
        var expected = Predictions(model);
        using var engine = ml.Model.CreatePredictionEngine<Iris.Flower, Iris.Prediction>(model);
        foreach (var (flower, prediction) in Iris.Flowers().Zip(expected))
            CollectionAssert.AreEqual(prediction.Score, engine.Predict(flower).Score);
    }

    [TestMethod]
    public void TheNumberOfThreadsChangesNothing()
    {
        var models = new[] { 1, 4 }.Select(threads => Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = threads }).Fit(Keyed(Iris.Flowers())).Model);
        CollectionAssert.AreEqual(Flat(models.First()), Flat(models.Last()));
    }

    [TestMethod]
    public void TrainingGoesOnFromAModel()
    {
        var data = Keyed(Iris.Flowers());
        var whole = Trainers.LbfgsMaximumEntropy().Fit(data).Model;
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 1 };
        var early = Trainers.LbfgsMaximumEntropy(options).Fit(data).Model;
        Assert.IsTrue(Distance(early, whole) > 0.1);
        Assert.IsTrue(Distance(Trainers.LbfgsMaximumEntropy(options).Fit(data, whole).Model, whole) < 1e-3, "one step from the optimum");

        var other = Keyed(Iris.Flowers().Where(flower => flower.Label != "setosa"));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Trainers.LbfgsMaximumEntropy().Fit(other, whole));
        StringAssert.Contains(error.Message, "3 classes and 4 features, but got 2 and 4");
    }

    [TestMethod]
    public void RandomWeightsToStartFromLeadToTheSameOptimum()
    {
        var data = Keyed(Iris.Flowers());
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { InitialWeightsDiameter = 1, L1Regularization = 0 };
        var fromZero = Trainers.LbfgsMaximumEntropy(l1Regularization: 0).Fit(data).Model;
        var found = Trainers.LbfgsMaximumEntropy(options).Fit(data).Model;
        CollectionAssert.AreNotEqual(Flat(fromZero), Flat(found), "the start was not random");
        var differences = Flat(found).Zip(Flat(fromZero), (a, b) => Math.Abs(a - b));
        Assert.IsTrue(differences.Skip(Iris.Classes).All(difference => difference < 1e-4));
    }

    [TestMethod]
    public void AKeyWithOneValueTrainsWithAWarning()
    {
        var warnings = new List<string>();
        CollectWarnings(warnings);
        var model = Pipeline.Fit(Load(Iris.Flowers().Take(50)));
        Assert.AreEqual("Training resulted in a one class predictor", warnings.Single());
        Assert.IsTrue(Predictions(model).All(prediction => prediction.Score is [1]));
    }

    [TestMethod]
    [DataRow("No", "Features", null, "Could not find label column 'No'")]
    [DataRow("Label", "No", null, "Could not find feature column 'No'")]
    [DataRow("Label", "Features", "No", "Could not find weight column 'No'")]
    [DataRow("Weight", "Features", null, "Schema mismatch for label column 'Weight': expected Key<UInt32>, got Single")]
    [DataRow("Label", "Weight", null, "Schema mismatch for feature column 'Weight': expected Vector<Single>, got Single")]
    [DataRow("Label", "Features", "Label", "Schema mismatch for weight column 'Label': expected Single, got Key<UInt32>")]
    public void WrongColumnsAreNamed(string label, string features, string? weight, string message)
    {
        var trainer = Trainers.LbfgsMaximumEntropy(label, features, weight);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(Keyed(Iris.Flowers())));
        StringAssert.StartsWith(error.Message, message);
        var shape = SchemaShape.Create(Keyed(Iris.Flowers()).Schema);
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(shape)).Message, message);
    }

    [TestMethod]
    public void NumbersOutOfRangeAreNamed()
    {
        AssertRefused("L1Regularization", new() { L1Regularization = -1 });
        AssertRefused("L2Regularization", new() { L2Regularization = float.NaN });
        AssertRefused("OptimizationTolerance", new() { OptimizationTolerance = 0 });
        AssertRefused("HistorySize", new() { HistorySize = 0 });
        AssertRefused("MaximumNumberOfIterations", new() { MaximumNumberOfIterations = 0 });
        AssertRefused("NumberOfThreads", new() { NumberOfThreads = 0 });
    }

    private void AssertRefused(string name, LbfgsMaximumEntropyMulticlassTrainer.Options options) =>
        Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Trainers.LbfgsMaximumEntropy(options)).ParamName);

    private void CollectWarnings(List<string> warnings) => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning) warnings.Add(message.RawMessage!);
    };

    private static float[] Flat(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        return [.. model.GetBiases(), .. weights.SelectMany(row => row.DenseValues())];
    }

    private static double Distance(MaximumEntropyModelParameters left, MaximumEntropyModelParameters right) =>
        Flat(left).Zip(Flat(right), (a, b) => Math.Abs(a - b)).Max();
}
