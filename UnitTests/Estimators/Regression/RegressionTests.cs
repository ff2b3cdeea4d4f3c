using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Scoring;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Regression;

/// <summary>Models for one number and for several, each trained once, in all their forms.</summary>
[TestClass]
public sealed class RegressionTests
{
    private static readonly MLContext ML = new(1);
    private static readonly IDataView Train = Scenes.View(ML, 96), Test = Scenes.View(ML, 40, seed: 2);
    private static readonly Dictionary<string, TransformerChain<ITransformer>> Models = [];

    [ClassInitialize]
    public static void Fit(TestContext context)
    {
        foreach (var label in new[] { "Exact", "Numbers" }) Models[label] = Pipeline(ML, Options(label, epochs: 10)).Fit(Train);
    }

    [ClassCleanup]
    public static void Clean()
    {
        foreach (var model in Models.Values) model.Dispose();
    }

    [TestMethod]
    public void OneNumberIsAScalarThatMLNetEvaluates()
    {
        var scored = Models["Exact"].Transform(Test);
        Assert.AreEqual(NumberDataViewType.Single, scored.Schema["Score"].Type);
        var single = ML.Transforms.Conversion.ConvertType("Exact").Fit(scored).Transform(scored);
        var (theirs, ours) = (ML.Regression.Evaluate(single, "Exact"), ML.TransferLearning().EvaluateRegression(scored, "Exact"));
        Assert.IsGreaterThan(0.8, ours.RSquared, ours.ToString());
        Assert.AreEqual(theirs.RSquared, ours.RSquared, 1e-5);
        Assert.AreEqual(theirs.MeanAbsoluteError, ours.Numbers[0].MeanAbsoluteError, 1e-5);
        Assert.AreEqual(theirs.RootMeanSquaredError, ours.Numbers[0].RootMeanSquaredError, 1e-5);
        Assert.AreEqual("Exact", Models["Exact"].OfType<ImageRegressionTransformer>().Single().NumberNames.Single());
    }

    [TestMethod]
    public void SeveralNumbersAreAVector()
    {
        var scored = Models["Numbers"].Transform(Test);
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), scored.Schema["Score"].Type);
        var metrics = ML.TransferLearning().EvaluateRegression(scored, "Numbers");
        Assert.IsTrue(metrics.Numbers.All(number => number.RSquared > 0.8), metrics.ToString());
        Assert.AreEqual(metrics.RSquared, metrics.Numbers.Average(number => number.RSquared));
    }

    [TestMethod]
    [DataRow("Exact", ScoringEngine.OnnxRuntime)]
    [DataRow("Exact", ScoringEngine.TorchSharp)]
    [DataRow("Numbers", ScoringEngine.OnnxRuntime)]
    public void AnArchiveHoldsTheModel(string label, ScoringEngine engine)
    {
        using var forms = new SavedForms(ML, Models[label], Train.Schema);
        AssertSame(Models[label].Transform(Test), forms.Archive(engine).Transform(Test));
    }

    [TestMethod]
    [DataRow("Exact")]
    [DataRow("Numbers")]
    public void AFileOfMLNetHoldsTheModel(string label)
    {
        using var forms = new SavedForms(ML, Models[label], Train.Schema);
        AssertSame(Models[label].Transform(Test), forms.MLNet().Transform(Test));
    }

    [TestMethod]
    [DataRow("Exact")]
    [DataRow("Numbers")]
    public void AnOnnxFileHoldsTheNumbersThemselves(string label)
    {
        using var forms = new SavedForms(ML, Models[label], Train.Schema);
        var (score, metadata) = forms.Onnx(SceneImages.Planar(Scenes.Rows(1, seed: 2)[0].Image!), Scenes.Side);
        Close.AreClose(Scores(Models[label].Transform(Test))[0], score, 1e-5, "score");
        Assert.AreEqual("numbers", metadata["output"]);
        Assert.AreEqual(label == "Exact" ? """["Exact"]""" : """["0","1"]""", metadata["class_names"]);
    }

    [TestMethod]
    [DataRow("Exact")]
    [DataRow("Numbers")]
    public void AnAverageOverAllViewsIsKeptInAllForms(string label)
    {
        using var averaging = ML.TransferLearning().WithTestTimeAugmentation(Models[label], TestTimeAugmentation.FlipsAndTurns);
        using var forms = new SavedForms(ML, averaging, Train.Schema);
        var expected = averaging.Transform(Test);
        Assert.AreNotEqual(Scores(Models[label].Transform(Test))[0][0], Scores(expected)[0][0]);
        AssertSame(expected, forms.Archive(ScoringEngine.OnnxRuntime).Transform(Test));
        AssertSame(expected, forms.MLNet().Transform(Test));
    }

    [TestMethod]
    public void InInt8TheNumbersKeepTheirUnit()
    {
        using var quantized = ML.TransferLearning().Quantize(Models["Exact"], Train);
        var metrics = ML.TransferLearning().EvaluateRegression(quantized.Transform(Test), "Exact");
        Assert.IsGreaterThan(0.75, metrics.RSquared, metrics.ToString());
    }

    [TestMethod]
    public void TheScoreOfAnotherStepStays()
    {
        var numbered = ML.Transforms.CopyColumns("Score", "Height").Append(Scenes.Resized(ML));
        var options = Options("Height", epochs: 1);
        options.ScoreColumnName = "Guess";
        var model = numbered.Append<ITransformer>(ML.TransferLearning().FineTuneRegression(options)).Fit(Train);
        using var forms = new SavedForms(ML, model, Train.Schema);
        var (expected, actual) = (model.Transform(Test), forms.MLNet().Transform(Test));
        CollectionAssert.AreEqual(expected.GetColumn<float>("Score").ToArray(), actual.GetColumn<float>("Score").ToArray());
        Close.AreClose(expected.GetColumn<float>("Guess").ToArray(), actual.GetColumn<float>("Guess").ToArray(), 1e-5, "guess");
        CollectionAssert.AreEqual(expected.Schema.Select(column => column.Name).ToArray(), actual.Schema.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void ImagesOfADataSetHaveNumbersWithNames()
    {
        var rows = Scenes.Rows(24);
        float[][] targets = [.. rows.Select(row => row.Numbers)];
        var view = ML.TransferLearning().LoadImages(new TargetedImages(new SceneImages(rows), LearningTask.Regression, ["height", "blue"], targets));
        using var several = ML.TransferLearning().FineTuneRegression(Options("Label", epochs: 1)).Fit(view);
        CollectionAssert.AreEqual(new[] { "height", "blue" }, several.NumberNames.ToArray());
        view = ML.TransferLearning().LoadImages(new TargetedImages(new SceneImages(rows), LearningTask.Regression, ["height"], [.. targets.Select(t => t[..1])]));
        Assert.AreEqual(rows[7].Height, view.GetColumn<float>("Label").ElementAt(7));
    }

    [TestMethod]
    public void TheLogNamesRSquared()
    {
        var log = new List<string>();
        var ml = new MLContext(1);
        ml.Log += (_, entry) => log.Add(entry.Message);
        Pipeline(ml, Options("Numbers", epochs: 1)).Fit(Train).Dispose();
        Assert.IsTrue(log.Any(line => line.Contains("2 numbers")));
        Assert.IsTrue(log.Any(line => line.Contains("R² ") && !line.Contains("accuracy") && !line.Contains('%')));
    }

    [TestMethod]
    public void NumbersThatCannotBeLearnedAreNamed()
    {
        Refused<ArgumentOutOfRangeException>(Scenes.Rows(8), "Text", "expected Single or Double, or a vector of them of known size, got String");
        var rows = Scenes.Rows(8);
        rows[2].Height = float.NaN;
        Refused<InvalidOperationException>(rows, "Height", "Row 2 of the training data has NaN for 'Height' in label column 'Height'");
        rows = Scenes.Rows(8);
        rows[4].Numbers = [1, float.PositiveInfinity];
        Refused<InvalidOperationException>(rows, "Numbers", "Row 4 of the training data has Infinity for '1' in label column 'Numbers'");
        rows = Scenes.Rows(8);
        foreach (var row in rows) row.Numbers = [row.Height, 3];
        Refused<ArgumentException>(rows, "Numbers", "the same for all training images: '1' is always 3.");
        Refused<InvalidOperationException>([], "Height", "The training data has no rows");
        var shape = ShapeProbe.Of(Train);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ML.TransferLearning().FineTuneRegression(Options("Flags", 1)).GetOutputSchema(shape));
        var promised = ML.TransferLearning().FineTuneRegression(Options("Exact", 1)).GetOutputSchema(shape).Single(column => column.Name == "Score");
        Assert.AreEqual((SchemaShape.Column.VectorKind.Scalar, (DataViewType)NumberDataViewType.Single), (promised.Kind, promised.ItemType));
    }

    private static void Refused<TError>(List<SceneRow> rows, string label, string words) where TError : Exception => StringAssert.Contains(
        Assert.ThrowsExactly<TError>(() => ML.TransferLearning().FineTuneRegression(Options(label, 1)).Fit(ML.Data.LoadFromEnumerable(rows))).Message,
        words);

    private static ImageRegressionTrainer.Options Options(string label, int epochs) =>
        new() { LabelColumnName = label, Network = "mnist_cnn", Training = Scenes.Training(epochs) };

    private static EstimatorChain<ITransformer> Pipeline(MLContext ml, ImageRegressionTrainer.Options options) => Scenes.Resized(ml)
        .Append<ITransformer>(ml.TransferLearning().FineTuneRegression(options));

    private static void AssertSame(IDataView expected, IDataView actual)
    {
        Assert.AreEqual(expected.Schema["Score"].Type, actual.Schema["Score"].Type);
        foreach (var (one, other) in Scores(expected).Zip(Scores(actual))) Close.AreClose(one, other, 1e-5, "score");
    }

    private static List<float[]> Scores(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? [.. scored.GetColumn<float[]>("Score")]
        : [.. scored.GetColumn<float>("Score").Select(score => new[] { score })];
}
