using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>Training that goes on from a model for several labels or for numbers.</summary>
[TestClass]
public sealed class ContinueOtherTasksTests
{
    private static readonly MLContext ML = new(1);
    private static readonly IDataView Rows = Scenes.View(ML, 32);
    private static readonly Lazy<ImageMultiLabelTransformer> Labels = new(() => FitLabels(Rows, null));
    private static readonly Lazy<ImageRegressionTransformer> Numbers = new(() => FitNumbers("Numbers", null));

    [ClassCleanup]
    public static void Clean()
    {
        foreach (var model in new ImagePredictionTransformer[] { Labels.Value, Numbers.Value }) model.Dispose();
    }

    [TestMethod]
    public void LabelsThatStayKeepTheirPartOfTheHead()
    {
        var rows = Scenes.Rows(32);
        foreach (var row in rows) row.Text = row.Text.Replace("blau", "zebra", StringComparison.Ordinal);
        using var next = FitLabels(ML.Data.LoadFromEnumerable(rows), TrainedModel.Of(Labels.Value));
        CollectionAssert.AreEqual(new[] { "red", "zebra" }, next.LabelNames.ToArray());
        using var scope = NewDisposeScope();
        var (before, after) = (Labels.Value.Network.state_dict(), next.Network.state_dict());
        foreach (var name in before.Keys.Where(name => name.StartsWith(next.Network.LastLayerName + ".", StringComparison.Ordinal)))
        {
            Assert.IsTrue(before[name][1].Equals(after[name][0]), $"{name} of red");
            Assert.IsFalse(before[name][0].Equals(after[name][1]), $"{name} of a new label");
        }
    }

    /// <summary>The unit is taken out of the last layer, and put back with the mean and deviation of other images: a number stays itself.</summary>
    [TestMethod]
    public void NumbersStayInTheirUnit()
    {
        using var folder = new TemporaryFolder();
        ML.TransferLearning().Save(Numbers.Value, Rows.Schema, folder.File("numbers.zip"));
        using var next = FitNumbers("Numbers", TrainedModel.File(folder.File("numbers.zip")), Scenes.View(ML, 24, seed: 3));
        var test = Scenes.View(ML, 16, seed: 2);
        float[] expected = Scores(Numbers.Value), actual = Scores(next);
        Close.AreClose(expected, actual, 1e-3, "score");

        float[] Scores(ITransformer model) => [.. model.Transform(test).GetColumn<float[]>("Score").SelectMany(score => score)];
    }

    [TestMethod]
    public void AModelForSomethingElseIsRefused()
    {
        Refused("says the numbers 0, 1, but the label has Height", () => FitNumbers("Height", TrainedModel.Of(Numbers.Value)));
        Refused("The model to continue from is for Regression, but the training for MultiLabel.", () => FitLabels(Rows, TrainedModel.Of(Numbers.Value)));
        Refused("Weights and ContinueFrom both say", () =>
        {
            using var weights = new TinyWeights("mnist_cnn", 2);
            return ML.TransferLearning().FineTuneRegression(new ImageRegressionTrainer.Options
            {
                ContinueFrom = TrainedModel.Of(Numbers.Value),
                Weights = weights.Weights,
            });
        });
    }

    private static void Refused(string words, Func<object> fit) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(fit).Message, words);

    private static FineTuningOptions Training(TrainedModel? from) => from is null ? Scenes.Training(4) : Scenes.Training(1) with
    {
        LearningRate = 1e-30,
        Optimizer = Optimizer.Sgd(momentum: 0),
        BatchNormStatistics = BatchNormStatistics.Keep,
    };

    private static ImageMultiLabelTransformer FitLabels(IDataView rows, TrainedModel? from) => ML.TransferLearning().FineTuneMultiLabel(
        new ImageMultiLabelTrainer.Options { LabelColumnName = "Text", Network = "mnist_cnn", ContinueFrom = from, Training = Training(from) }).Fit(rows);

    private static ImageRegressionTransformer FitNumbers(string label, TrainedModel? from, IDataView? rows = null) => ML.TransferLearning().FineTuneRegression(
        new ImageRegressionTrainer.Options { LabelColumnName = label, Network = "mnist_cnn", ContinueFrom = from, Training = Training(from) })
        .Fit(rows ?? Rows);
}
