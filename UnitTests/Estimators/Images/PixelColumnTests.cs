using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;

namespace Toolkit.UnitTests.Estimators.Images;

/// <summary>Pixels as ExtractPixels makes them, in place of images.</summary>
[TestClass]
public sealed class PixelColumnTests
{
    private static readonly MLContext ML = new(1);

    // Not of the size to which they are resized: ML.NET's ResizeImages hands such images on, and whoever takes pixels from them disposes
    // them.
    private static IDataView Images => ML.Data.LoadFromEnumerable(ToyImages.Rows(9));

    [TestMethod]
    [DataRow(false, PixelOrder.Auto)]
    [DataRow(false, PixelOrder.Planar)]
    [DataRow(true, PixelOrder.Auto)]
    [DataRow(true, PixelOrder.Interleaved)]
    public void ExtractedPixelsGiveTheScoresOfTheImages(bool interleaved, PixelOrder order)
    {
        using var weights = new TinyWeights("resnet18", 3);
        var images = ML.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size).Fit(Images).Transform(Images);
        var pixels = ML.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: interleaved).Fit(images).Transform(images);
        Assert.AreEqual(Scores(images, "Image", weights), Scores(pixels, "Pixels", weights, order));
    }

    [TestMethod]
    public void AFlatVectorIsASquareImage()
    {
        using var weights = new TinyWeights("resnet18", 3);
        var rows = new[] { new FlatRow { Pixels = [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => (float)(i * 7 % 256))] } };
        var flat = ML.Data.LoadFromEnumerable(rows);
        var interleaved = ML.Data.LoadFromEnumerable(rows.Select(row => new FlatRow
        {
            Pixels = [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => row.Pixels[i % 3 * 32 * 32 + i / 3])],
        }));
        Assert.AreEqual(Scores(flat, "Pixels", weights), Scores(interleaved, "Pixels", weights, PixelOrder.Interleaved));
        Assert.AreNotEqual(Scores(flat, "Pixels", weights), Scores(interleaved, "Pixels", weights));
    }

    [TestMethod]
    public void TrainingOnPixelsIsTrainingOnTheImages()
    {
        ImageFineTuningTrainer.Options Options(string column) => new() { ImageColumnName = column, Training = new() { Epochs = 1, Seed = 5, BatchSize = 4 } };
        var resize = ML.Transforms.Conversion.MapValueToKey("Label")
            .Append(ML.Transforms.ResizeImages("Image", ToyModel.Size, ToyModel.Size));
        var fromImages = resize.Append(ML.TransferLearning().FineTune(Options("Image"))).Fit(Images);
        var fromPixels = resize.Append(ML.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(ML.TransferLearning().FineTune(Options("Pixels"))).Fit(Images);
        CollectionAssert.AreEqual(
            ToyModel.Scores(fromImages.Transform(Images)).SelectMany(row => row).ToArray(),
            ToyModel.Scores(fromPixels.Transform(Images)).SelectMany(row => row).ToArray());
    }

    [TestMethod]
    [DataRow(0.5f)]
    [DataRow(-1f)]
    [DataRow(256f)]
    [DataRow(float.NaN)]
    public void AValueThatIsNoPixelIsNamed(float value)
    {
        using var weights = new TinyWeights("resnet18", 3);
        var rows = new[] { new FlatRow(), new FlatRow() };
        rows[1].Pixels[8] = value;
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Scores(ML.Data.LoadFromEnumerable(rows), "Pixels", weights));
        foreach (var word in new[] { "Row 1", "column 'Pixels'", $"value 8 is {value}", "0 to 255", "scaleImage" })
            StringAssert.Contains(error.Message, word);
    }

    [TestMethod]
    public void AVectorThatIsNoImageIsRefused()
    {
        using var weights = new TinyWeights("resnet18", 3);
        var data = ML.Data.LoadFromEnumerable([new OddRow()]);
        (string, string)[] columns =
            [("Odd", "Vector<Single, 50>"), ("FourPlanes", "Vector<Single, 4, 32, 32>"), ("AnySize", "Vector<Single>")];
        foreach (var (column, type) in columns)
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Scores(data, column, weights));
            foreach (var word in new[] { $"image column '{column}'", "expected Image", "Vector<Single>", $"got {type}", "ExtractPixels" })
                StringAssert.Contains(error.Message, word);
        }
    }

    private static string Scores(IDataView data, string column, TinyWeights weights, PixelOrder order = PixelOrder.Auto)
    {
        var classify = ML.TransferLearning().Classify(
            "resnet18", weights.Weights, ToyImages.Classes, column, inputSpec: TestInputs.Small, pixelOrder: order);
        using var model = classify.Fit(data);
        return string.Join("; ", ToyModel.Scores(model.Transform(data)).Select(row => string.Join(' ', row)));
    }

    private sealed class FlatRow
    {
        [VectorType(3 * 32 * 32)]
        public float[] Pixels { get; set; } = new float[3 * 32 * 32];
    }

    private sealed class OddRow
    {
        [VectorType(50)]
        public float[] Odd { get; set; } = new float[50];

        [VectorType(4, 32, 32)]
        public float[] FourPlanes { get; set; } = new float[4 * 32 * 32];

        public float[] AnySize { get; set; } = new float[3];
    }
}
