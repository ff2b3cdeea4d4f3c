using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Files;
using Toolkit.StateDicts;
using Toolkit.Training;
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
    public void ARunGoesOnForMoreEpochsAndNotForFewer()
    {
        var options = ToyModel.Small();
        FineTuningOptions Training(int epochs) => options.Training with { Epochs = epochs, FrozenEpochs = 1, CheckpointPath = folder.File("run.safetensors") };
        var seen = new List<int>();
        options.EpochCallback = epoch => seen.Add(epoch.Epoch);
        foreach (var epochs in new[] { 2, 4 })
        {
            options.Training = Training(epochs);
            Fit(new MLContext(), options).Dispose();
        }
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, seen);

        options.Training = Training(3);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(new MLContext(), options)).Message, "has 4 epochs, more than the 3 of Epochs");
    }

    [TestMethod]
    public void ASavedModelIsNotACheckpointAndNotToBeDeleted()
    {
        var options = ToyModel.Small();
        var toy = ToyModel.Shared;
        toy.ML.TransferLearning().Save(toy.Model, toy.Train.Schema, folder.File("model.zip"));
        options.Training = options.Training with { CheckpointPath = folder.File("model.zip") };
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Fit(new MLContext(), options));
        StringAssert.Contains(error.Message, "is no checkpoint of a training run");
        StringAssert.Contains(error.Message, "Choose another CheckpointPath to start anew, or delete the file if it is a checkpoint.");
    }

    [TestMethod]
    public void ColumnsThatWouldHideEachOtherAreRefused()
    {
        var catalog = new MLContext().TransferLearning();
        Refused("ImageColumnName and ScoreColumnName are both 'Image'", () => catalog.FineTune(new() { ScoreColumnName = "Image" }));
        Refused("LabelColumnName and PredictedLabelColumnName are both 'Label'", () => catalog.FineTune(new() { PredictedLabelColumnName = "Label" }));
        Refused("ExampleWeightColumnName and LabelColumnName are both 'Label'", () => catalog.FineTune(new() { ExampleWeightColumnName = "Label" }));
        Refused("ScoreColumnName and PredictedLabelColumnName are both 'A'", () => catalog.Classify(
            "resnet18", Tiny.Weights, ToyImages.Classes, scoreColumnName: "A", predictedLabelColumnName: "A"));
        Refused("ImageColumnName and FeaturesColumnName are both 'Image'", () => catalog.Featurize("Image", "resnet18", Tiny.Weights));
        Refused("The class name 'bee' is there 2 times", () => catalog.Classify("resnet18", Tiny.Weights, ["bee", "ant", "bee"]));

        static void Refused(string words, Func<object> create) => StringAssert.Contains(Assert.Throws<ArgumentException>(create).Message, words);
    }

    [TestMethod]
    public void AnOptionThatIsNullIsNamed()
    {
        var catalog = new MLContext().TransferLearning();
        Refused("no network named \"\"", () => catalog.FineTune(new() { Network = "" }));
        Refused("'Training'", () => catalog.FineTune(new() { Training = null! }));
        Refused("Optimizer must not be null. Leave it out", () => catalog.FineTune(new() { Training = new() { Optimizer = null! } }));
        Refused("Schedule must not be null", () => catalog.FineTune(new() { Training = new() { Schedule = null! } }));
        Refused("Callbacks must not be null", () => catalog.FineTune(new() { Training = new() { Callbacks = null! } }));
        Refused("Item 1 of Callbacks is null", () => catalog.FineTune(new() { Training = new() { Callbacks = [new EarlyStopping(3), null!] } }));
        Refused("Item 0 of Augmentation is null", () => catalog.FineTune(new() { Training = new() { Augmentation = [null!] } }));
        Refused("'Weights'", () => catalog.Classify("resnet18", null!, ToyImages.Classes));
        Refused("'Network'", () => catalog.Featurize("Features", null!, Tiny.Weights));
        Refused("'ImageColumnName'", () => catalog.FineTune(new() { ImageColumnName = null! }));
        Refused("LeaveOut must not be null", () => new LoadOptions { LeaveOut = null! });

        static void Refused(string words, Func<object> create) => StringAssert.Contains(Assert.Throws<ArgumentException>(create).Message, words);
    }

    [TestMethod]
    public void AViewWithoutRowsIsCalledSo()
    {
        var ml = new MLContext();
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.TransferLearning().FineTune(ToyModel.Small()));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => pipeline.Fit(ml.Data.LoadFromEnumerable(new List<ImageRow>())));
        StringAssert.Contains(error.Message, "The training data has no rows.");
    }

    [TestMethod]
    public void ACheckpointThatCannotBeWrittenIsRefusedBeforeAnythingIsRead()
    {
        var options = ToyModel.Small();
        options.Training = options.Training with { CheckpointPath = folder.File("missing/run") };
        var (ml, images) = (new MLContext(1), new CountingImages(Rows));
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(Images(ml, images)).Transform(Images(ml, images));
        StringAssert.Contains(
            Assert.ThrowsExactly<UnwritableFileException>(() => ml.TransferLearning().FineTune(options).Fit(data)).Message, "does not exist");
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
