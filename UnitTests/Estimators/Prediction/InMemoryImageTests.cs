using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Toolkit.Estimators;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Prediction;

/// <summary>Images that are objects in memory, from training to prediction.</summary>
[TestClass]
public sealed class InMemoryImageTests
{
    private const int Size = 28;

    private static readonly MLContext ML = new(1);

    [TestMethod]
    public void ImagesInMemoryTrainTheSameModelAsTheirFiles()
    {
        using var folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 6, seed: 1, height: 33, width: 30);
        var files = ML.TransferLearning().LoadImageFolder(folder.Path);
        var rows = ML.Data.CreateEnumerable<PathRow>(files, reuseRowObject: false)
            .Select(row => new ImageRow { Label = row.Label, Image = MLImage.CreateFromFile(row.ImagePath) }).ToList();
        var memory = ML.Data.LoadFromEnumerable(rows);

        var expected = ToyModel.Scores(Pipeline().Fit(files).Transform(files));
        var actual = ToyModel.Scores(Pipeline().Fit(memory).Transform(memory));
        Assert.HasCount(18, actual);
        for (var i = 0; i < actual.Count; i++) CollectionAssert.AreEqual(expected[i], actual[i], $"row {i}");
        Assert.IsTrue(rows.All(row => row.Image!.Width == 30), "training and scoring do not dispose the caller's images");
    }

    [TestMethod]
    public void ATrainedModelRecognisesNewImagesOneByOneAndAfterLoading()
    {
        using var folder = new TemporaryFolder();
        var train = ML.Data.LoadFromEnumerable(ToyImages.Rows(60, seed: 1, Size, Size));
        using var model = Pipeline(epochs: 15).Fit(train);
        ML.TransferLearning().Save(model, train.Schema, folder.File("model.zip"));
        var loaded = ML.TransferLearning().Load(folder.File("model.zip"), out var schema);
        Assert.IsInstanceOfType<ImageDataViewType>(schema["Image"].Type);

        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(loaded);
        var unseen = ToyImages.Rows(30, seed: 500, Size, Size);
        var right = unseen.Count(row => engine.Predict(row).PredictedLabel == row.Label);
        Assert.IsGreaterThan(24, right, "of 30");
        var batched = ToyModel.Read(ML, model.Transform(ML.Data.LoadFromEnumerable(unseen)));
        for (var i = 0; i < unseen.Count; i++)
            Close.AreClose(batched[i].Score, engine.Predict(unseen[i]).Score, 1e-5, $"row {i}");
    }

    [TestMethod]
    public void SizesMayDifferAndBothColourOrdersAreTheSameImage()
    {
        using var model = SmallModel.Create(ML);
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        foreach (var (height, width) in new[] { (28, 28), (60, 31), (29, 200) })
        {
            var rgba = ToyImages.Draw(1, 4, height, width);
            var expected = engine.Predict(new ImageRow { Image = rgba }).Score;
            var fromBgra = engine.Predict(new ImageRow { Image = Swapped(rgba) }).Score;
            CollectionAssert.AreEqual(expected, fromBgra, $"{height}×{width}");
            CollectionAssert.AreEqual(expected,
                ToyModel.Scores(model.Transform(ML.Data.LoadFromEnumerable([new ImageRow { Image = rgba }]))).Single());
        }
    }

    [TestMethod]
    public void AnImageTypeWithASizeIsTakenAsItIs()
    {
        using var model = SmallModel.Create(ML);
        var image = ToyImages.Draw(2, 6, Size, Size);
        var free = ToyModel.Scores(model.Transform(ML.Data.LoadFromEnumerable([new ImageRow { Image = image }]))).Single();
        var sized = ToyModel.Scores(model.Transform(ML.Data.LoadFromEnumerable([new SizedRow { Image = image }]))).Single();
        CollectionAssert.AreEqual(free, sized);
    }

    [TestMethod]
    public void AMissingImageNamesRowAndColumn()
    {
        var rows = ToyImages.Rows(9, seed: 1, Size, Size);
        rows[4].Image = null;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pipeline().Fit(ML.Data.LoadFromEnumerable(rows)));
        StringAssert.Contains(error.Message, "Row 4 has no image in column 'Image'");
    }

    private static EstimatorChain<ITransformer> Pipeline(int epochs = 1) =>
        new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ML.Transforms.Conversion.MapValueToKey("Label"))
            .Append<ITransformer>(ML.TransferLearning().FineTune(ToyModel.MnistOptions(epochs)))
            .Append<ITransformer>(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

    private static MLImage Swapped(MLImage rgba)
    {
        var pixels = rgba.Pixels.ToArray();
        for (var i = 0; i < pixels.Length; i += 4) (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return MLImage.CreateFromPixels(rgba.Width, rgba.Height, MLPixelFormat.Bgra32, pixels);
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class SizedRow
    {
        [ImageType(Size, Size)]
        public MLImage? Image { get; set; }
    }
}
