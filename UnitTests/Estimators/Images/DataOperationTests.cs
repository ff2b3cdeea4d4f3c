using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Images;

/// <summary>ML.NET's operations on data in pipelines with images: lists of files, splits, folds, caches, previews, shuffling.</summary>
[TestClass]
public sealed class DataOperationTests
{
    private const int Size = 28, PerClass = 20;

    private static readonly MLContext ML = new(1);
    private static TemporaryFolder folder = null!;

    /// <summary>Rows ImagePath, Label, Image.</summary>
    private static IDataView Images => ML.TransferLearning().LoadImageFolder(folder.File("images"));

    [ClassInitialize]
    public static void WriteImages(TestContext _)
    {
        folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.File("images"), PerClass, seed: 1, Size, Size);
    }

    [ClassCleanup]
    public static void DeleteImages() => folder.Dispose();

    [TestMethod]
    public void AListOfFilesTrainsTheSameModelAsTheFolder()
    {
        var list = folder.File("list.tsv");
        var lines = Images.GetColumn<string>("ImagePath").Zip(Images.GetColumn<string>("Label"), (path, label) => $"{path}\t{label}");
        File.WriteAllLines(list, ["path\tclass", .. lines]);
        var listed = ML.Data.LoadFromTextFile<ListedImage>(list, hasHeader: true);

        var load = ML.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath");
        var fromList = load.Append(Pipeline()).Fit(listed).Transform(listed);
        var fromFolder = Pipeline().Fit(Images).Transform(Images);
        AssertSame(ToyModel.Scores(fromFolder), ToyModel.Scores(fromList));
        CollectionAssert.AreEqual(fromFolder.GetColumn<string>("ImagePath").ToArray(), fromList.GetColumn<string>("ImagePath").ToArray());
    }

    [TestMethod]
    public void ASplitSharesNoImageAndTheTestSetIsNeverRead()
    {
        var images = new CountingImages(60);
        var split = ML.Data.TrainTestSplit(ML.TransferLearning().LoadImages(images), testFraction: 0.25, seed: 2);
        var (train, test) = (Paths(split.TrainSet), Paths(split.TestSet));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 60).Select(images.NameOf).ToArray(), train.Concat(test).ToArray());
        Assert.IsTrue(test.Count is > 4 and < 30, $"{test.Count} test images");

        images.Reads.Clear();
        var model = Pipeline().Fit(split.TrainSet);
        CollectionAssert.AreEquivalent(train, images.Reads.Select(images.NameOf).Distinct().ToArray());
        var metrics = ML.TransferLearning().Evaluate(model.Transform(split.TestSet));
        Assert.AreEqual(test.Count, metrics.Images);
    }

    [TestMethod]
    public void CrossValidationScoresEveryImageOnceWithAModelThatDidNotSeeIt()
    {
        var folds = ML.MulticlassClassification.CrossValidate(Images, Pipeline(epochs: 12), numberOfFolds: 3, seed: 4);

        Assert.HasCount(3, folds);
        var heldOut = folds.SelectMany(fold => Paths(fold.ScoredHoldOutSet)).ToList();
        CollectionAssert.AreEquivalent(Paths(Images), heldOut);
        Assert.HasCount(3, folds.Select(fold => fold.Model).Distinct().ToList());
        Assert.IsGreaterThan(0.7, folds.Average(fold => fold.Metrics.MicroAccuracy), "guessing gives 0.33");
        foreach (var fold in folds)
        {
            var metrics = ML.TransferLearning().Evaluate(fold.ScoredHoldOutSet);
            Assert.AreEqual(fold.Metrics.LogLoss, metrics.LogLoss, 1e-6);
            Assert.AreEqual(fold.Metrics.MicroAccuracy, metrics.MicroAccuracy, 1e-9);
        }
    }

    [TestMethod]
    public void ACacheOfEncodedImagesNeedsNoFilesAnyMore()
    {
        ToyImages.WriteFolder(folder.File("gone"), imagesPerClass: 4, seed: 9, Size, Size);
        var files = ML.TransferLearning().LoadImageFolder(folder.File("gone"));
        var bytes = ML.Transforms.LoadRawImageBytes("Image", null, "ImagePath").Fit(files).Transform(files);
        var expected = ToyModel.Scores(ToyModel.Shared.Network.Transform(bytes));

        var cached = ML.Data.Cache(bytes, "Image", "Label");
        Directory.Delete(folder.File("gone"), recursive: true);
        AssertSame(expected, ToyModel.Scores(ToyModel.Shared.Network.Transform(cached)));
        Assert.HasCount(12, ToyModel.Scores(Pipeline().Fit(cached).Transform(cached)));
    }

    [TestMethod]
    public void APreviewReadsNoOtherImagesThanItShows()
    {
        var images = new CountingImages(40);
        var preview = ML.TransferLearning().LoadImages(images).Preview(maxRows: 3);
        Assert.HasCount(3, preview.RowView);
        Assert.HasCount(3, images.Reads.Distinct());
        Assert.AreEqual((32, 32), preview.ColumnView.Single(column => column.Column.Name == "Image").Values.Cast<MLImage>()
            .Select(image => (image.Width, image.Height)).Distinct().Single());

        var scored = Pipeline().Fit(Images).Transform(Images).Preview(maxRows: 2);
        Assert.AreEqual(3, ((VBuffer<float>)scored.RowView[1].Values.Single(value => value.Key == "Score").Value).Length);
    }

    [TestMethod]
    public void ShuffledTrainingKeepsImagesAndLabelsTogether()
    {
        var shuffled = ML.Data.ShuffleRows(Images, seed: 7, shufflePoolSize: 16);
        CollectionAssert.AreNotEqual(Paths(Images), Paths(shuffled));
        var load = ML.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath");
        var scored = load.Append(Pipeline(epochs: 12)).Fit(shuffled).Transform(Images);
        Assert.IsGreaterThan(0.8, ML.TransferLearning().Evaluate(scored).MicroAccuracy, "labels of other images teach nothing");
    }

    [TestMethod]
    public void CacheAndShuffleLeaveDecodedImagesOutWhichIsSaid()
    {
        foreach (var view in new[] { ML.Data.Cache(Images), ML.Data.ShuffleRows(Images) })
        {
            CollectionAssert.AreEqual(new[] { "ImagePath", "Label" }, view.Schema.Select(column => column.Name).ToArray());
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Pipeline().Fit(view));
            StringAssert.Contains(error.Message, "Could not find image column 'Image'; the columns are ImagePath, Label. Data.Cache and Data.ShuffleRows");
        }
    }

    private static EstimatorChain<ITransformer> Pipeline(int epochs = 1) =>
        new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ML.Transforms.Conversion.MapValueToKey("Label"))
            .Append<ITransformer>(ML.TransferLearning().FineTune(ToyModel.MnistOptions(epochs)));

    private static List<string> Paths(IDataView view) => [.. view.GetColumn<string>("ImagePath")];

    private static void AssertSame(List<float[]> expected, List<float[]> actual)
    {
        Assert.HasCount(expected.Count, actual);
        Assert.IsNotEmpty(expected);
        for (var i = 0; i < expected.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i], $"row {i}");
    }

    private sealed class ListedImage
    {
        [LoadColumn(0)]
        public string ImagePath { get; set; } = "";

        [LoadColumn(1)]
        public string Label { get; set; } = "";
    }
}
