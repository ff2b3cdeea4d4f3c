using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators;

/// <summary>Doors and options of the estimators: where the trainer is found, checkpoints, batch sizes.</summary>
[TestClass]
public sealed class EstimatorOptionsTests
{
    private const int Rows = 24;

    private static readonly TinyWeights Tiny = new("resnet18", classes: 3);
    private readonly TemporaryFolder folder = new();

    [ClassCleanup]
    public static void Clean() => Tiny.Dispose();

    [TestCleanup]
    public void Delete() => folder.Dispose();

    [TestMethod]
    public void TheTrainerIsAmongMlNetsTrainers()
    {
        List<float[]> Scores(Func<MLContext, ImageFineTuningTrainer> trainer)
        {
            var ml = new MLContext(seed: 3);
            var data = Keyed(ml);
            using var model = trainer(ml).Fit(data);
            return ToyModel.Scores(model.Transform(data));
        }

        var expected = Scores(ml => ml.TransferLearning().FineTune(ToyModel.Small()));
        var actual = Scores(ml => ml.MulticlassClassification.Trainers.ImageFineTuning(ml, ToyModel.Small()));
        foreach (var (a, b) in expected.Zip(actual)) CollectionAssert.AreEqual(a, b);
    }

    [TestMethod]
    public void ATrainingRunInAPipelineGoesOnAfterItsCheckpoint()
    {
        var options = ToyModel.Small();
        options.Training = options.Training with { Epochs = 3, CheckpointPath = folder.File("run.safetensors") };
        using var source = new CancellationTokenSource();
        (options.CancellationToken, options.EpochCallback) = (source.Token, epoch => { if (epoch.Epoch == 2) source.Cancel(); });
        using var interrupted = Fit(new MLContext(), options);

        // Another process has neither the cancelled token nor, without a seed, the same random numbers.
        var seen = new List<int>();
        (options.CancellationToken, options.EpochCallback) = (default, epoch => seen.Add(epoch.Epoch));
        using var resumed = Fit(new MLContext(), options);
        CollectionAssert.AreEqual(new[] { 3 }, seen);

        options.Training = options.Training with { CheckpointPath = null, Seed = 0 };
        using var whole = Fit(new MLContext(), options);
        CollectionAssert.AreEqual(whole.TrainingResult!.IterationLosses.ToArray(), resumed.TrainingResult!.IterationLosses.ToArray());
    }

    [TestMethod]
    public void ACheckpointThatCannotBeWrittenIsRefusedBeforeAnythingIsRead()
    {
        var options = ToyModel.Small();
        options.Training = options.Training with { CheckpointPath = folder.File("missing/run") };
        var (ml, images) = (new MLContext(1), new CountingImages(Rows));
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images(ml, images)).Transform(Images(ml, images));
        StringAssert.Contains(
            Assert.ThrowsExactly<WeightsException>(() => ml.TransferLearning().FineTune(options).Fit(data)).Message, "does not exist");
        Assert.IsEmpty(images.Reads);
    }

    [TestMethod]
    public void BatchSizesAreTheUsersToChoose()
    {
        var ml = new MLContext(1);
        var data = Keyed(ml);
        List<float[]> Features(int batchSize)
        {
            var options = new ImageFeaturizingEstimator.Options { Network = "resnet18", Weights = Tiny.Weights, BatchSize = batchSize };
            using var model = ml.TransferLearning().Featurize(options).Fit(data);
            return [.. model.Transform(data).GetColumn<float[]>("Features")];
        }

        foreach (var (one, many) in Features(1).Zip(Features(7))) Close.AreClose(one, many, 1e-4, "features");
        foreach (var size in new[] { 0, 4097 })
        {
            var options = new ImageClassificationEstimator.Options { Network = "resnet18", Weights = Tiny.Weights, ClassNames = ["a", "b", "c"], BatchSize = size };
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.TransferLearning().Classify(options)).Message, "1 to 4096");
        }
    }

    [TestMethod]
    public void WeightsAreNeeded()
    {
        var ml = new MLContext(1);
        foreach (var make in new Action[]
        {
            () => ml.TransferLearning().Classify(new ImageClassificationEstimator.Options { ClassNames = ["a", "b"] }),
            () => ml.TransferLearning().Featurize(new ImageFeaturizingEstimator.Options()),
        })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentNullException>(make).Message, "Trained weights are needed");
        }
    }

    private static IDataView Images(MLContext ml, CountingImages images) => ml.TransferLearning().LoadImages(images);

    private static IDataView Keyed(MLContext ml)
    {
        var data = ml.Data.LoadFromEnumerable(ToyImages.Rows(Rows, seed: 1, 32, 32));
        return ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static ImageClassificationTransformer Fit(MLContext ml, ImageFineTuningTrainer.Options options) =>
        ml.TransferLearning().FineTune(options).Fit(Keyed(ml));
}
