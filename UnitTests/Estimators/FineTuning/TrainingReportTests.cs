using Microsoft.ML;
using Microsoft.ML.Runtime;
using Toolkit.Estimators;
using Toolkit.Training;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>What a trainer says while it works, how it is stopped, and what its seed decides.</summary>
[TestClass]
public sealed class TrainingReportTests
{
    private const int Rows = 16;
    private static readonly List<ImageRow> Images = ToyImages.Rows(Rows, seed: 1, 32, 32);
    private static TinyWeights weights = null!;

    [ClassInitialize]
    public static void WriteWeights(TestContext _) => weights = new TinyWeights("resnet18", classes: 10);

    [ClassCleanup]
    public static void DeleteWeights() => weights.Dispose();

    [TestMethod]
    public void EveryEpochIsLoggedAndReported()
    {
        var (log, epochs, iterations) = (new List<string>(), new List<EpochReport>(), new List<IterationReport>());
        var ml = Logging(log);
        var model = Fit(ml, new() { Weights = weights.Weights, EpochCallback = epochs.Add, IterationCallback = iterations.Add, Training = new() { Epochs = 3, FrozenEpochs = 1 } });

        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, epochs.Select(epoch => epoch.Epoch).ToArray());
        CollectionAssert.AreEqual(new[] { TrainingPhase.Frozen, TrainingPhase.Unfrozen, TrainingPhase.Unfrozen }, epochs.Select(epoch => epoch.Phase).ToArray());
        CollectionAssert.AreEqual(model.TrainingResult!.IterationLosses.ToArray(), iterations.Select(iteration => iteration.Loss).ToArray());
        CollectionAssert.AreEqual(model.TrainingResult.Epochs.ToArray(), epochs);
        CollectionAssert.AreEqual(new[] { 1e-3, 1e-4, 1e-4 }, epochs.Select(epoch => epoch.LearningRate).ToArray());

        var lines = log.Where(line => line.StartsWith("epoch ", StringComparison.Ordinal)).ToList();
        Assert.HasCount(3, lines);
        StringAssert.StartsWith(lines[0], "epoch 1/3 frozen: loss ");
        StringAssert.StartsWith(lines[2], "epoch 3/3 unfrozen: loss ");
        StringAssert.Contains(lines[0], "best so far");
        StringAssert.Contains(lines[1], "rate 0.0001");
        Assert.IsTrue(log.Any(line => line.Contains("weights.safetensors") && line.Contains("fc.weight [3, 512]")), string.Join("\n", log));
    }

    [TestMethod]
    public void WithoutWeightsTheFrozenEpochsAreLeftOutAndThatIsSaid()
    {
        var (log, epochs) = (new List<string>(), new List<EpochReport>());
        Fit(Logging(log), new() { EpochCallback = epochs.Add, Training = new() { Epochs = 2, FrozenEpochs = 1 } });
        Assert.IsTrue(epochs.All(epoch => epoch.Phase == TrainingPhase.Unfrozen && epoch.LearningRate == 1e-3));
        Assert.HasCount(2, epochs);
        Assert.HasCount(1, log.Where(line => line.Contains("no pretrained weights") && line.Contains("frozen epochs are left out")));
    }

    [TestMethod]
    [DataRow(3, 1)]
    [DataRow(1, 0)]
    [DataRow(20, 5)]
    public void FewerEpochsThanTheRecipesHaveTheSameShareOfFrozenOnes(int epochs, int frozen)
    {
        var options = new ImageFineTuningTrainer.Options { Weights = weights.Weights, CancellationToken = new CancellationToken(canceled: true), Training = new() { Epochs = epochs } };
        var log = new List<string>();
        Assert.Throws<OperationCanceledException>(() => Fit(Logging(log), options));
        Assert.IsTrue(log.Any(line => line.Contains($"{epochs} epochs ({frozen} frozen)")), string.Join("\n", log));
    }

    [TestMethod]
    public void CancellationKeepsTheBestSoFar()
    {
        using var source = new CancellationTokenSource();
        var model = Fit(new MLContext(1), new()
        {
            CancellationToken = source.Token,
            EpochCallback = epoch => { if (epoch.Epoch == 2) source.Cancel(); },
            Training = new FineTuningOptions
            {
                Epochs = 50,
            },
        });
        Assert.IsTrue(model.TrainingResult!.Cancelled);
        Assert.HasCount(2, model.TrainingResult.Epochs);
        Assert.IsNotNull(model.TrainingResult.Best);
        Assert.HasCount(Rows, ToyModel.Scores(model.Transform(Keyed(new MLContext(1)))));
    }

    [TestMethod]
    public void CancellationBeforeTheFirstEpochEndsThrows()
    {
        using var source = new CancellationTokenSource();
        var options = new ImageFineTuningTrainer.Options { CancellationToken = source.Token, IterationCallback = _ => source.Cancel(), Training = new() { Epochs = 3 } };
        var error = Assert.Throws<OperationCanceledException>(() => Fit(new MLContext(1), options));
        Assert.AreEqual(source.Token, error.CancellationToken);
        StringAssert.Contains(error.Message, "first epoch");
    }

    [TestMethod]
    public void AnErrorInACallbackComesThrough()
    {
        var error = Assert.Throws<NotImplementedException>(() => Fit(new MLContext(1), new() { EpochCallback = _ => throw new NotImplementedException("mine"), Training = new() { Epochs = 1 } }));
        Assert.AreEqual("mine", error.Message);
    }

    [TestMethod]
    public void TheValidationSetJudgesTheEpochs()
    {
        var ml = new MLContext(1);
        var mislabelled = ToyImages.Rows(Rows, seed: 1, 32, 32);
        for (var i = 0; i < Rows; i++) mislabelled[i].Label = Images[(i + 1) % Rows].Label;
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(Images));

        EpochReport Last(List<ImageRow> validation) => Fit(ml, new()
        {
            ValidationSet = keys.Transform(ml.Data.LoadFromEnumerable(validation)),
            Training = new FineTuningOptions
            {
                Epochs = 1,
                Seed = 3,
                Augmentation = [],
            },
        }).TrainingResult!.Epochs[^1];
        var (right, wrong) = (Last(Images), Last(mislabelled));
        Assert.AreEqual(right.TrainLoss, wrong.TrainLoss);
        Assert.AreNotEqual(right.ValidationLoss, wrong.ValidationLoss);
    }

    [TestMethod]
    public void TheSeedDecidesTheScores()
    {
        List<float[]> Scores(MLContext ml, int? seed = null) => ToyModel.Scores(Fit(ml, new() { Training = new() { Epochs = 1, Seed = seed } }).Transform(Keyed(ml)));
        var first = Scores(new MLContext(seed: 1));
        Assert.IsTrue(AreEqual(first, Scores(new MLContext(seed: 1))), "same MLContext seed");
        Assert.IsFalse(AreEqual(first, Scores(new MLContext(seed: 2))), "another MLContext seed");
        var given = Scores(new MLContext(seed: 1), seed: 7);
        Assert.IsFalse(AreEqual(first, given), "a seed of its own");
        Assert.IsTrue(AreEqual(given, Scores(new MLContext(), seed: 7)), "the option's seed alone");
    }

    [TestMethod]
    public void TheSeedIsSaid()
    {
        var log = new List<string>();
        Fit(Logging(log), new() { Training = new() { Epochs = 1, Seed = 12345 } });
        Assert.HasCount(1, log.Where(line => line.Contains("resnet18") && line.Contains("seed 12345")));
    }

    private static MLContext Logging(List<string> log)
    {
        var ml = new MLContext(1);
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Info) log.Add(message.RawMessage!);
        };
        return ml;
    }

    private static IDataView Keyed(MLContext ml)
    {
        var data = ml.Data.LoadFromEnumerable(Images);
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static ImageClassificationTransformer Fit(MLContext ml, ImageFineTuningTrainer.Options options)
    {
        options.Training = options.Training with { BatchSize = 8, Input = TestInputs.Small, ValidationFraction = 0.2 };
        return ml.TransferLearning().FineTune(options).Fit(Keyed(ml));
    }

    private static bool AreEqual(List<float[]> one, List<float[]> other) => one.Zip(other).All(pair => pair.First.SequenceEqual(pair.Second));
}
