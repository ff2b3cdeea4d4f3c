using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Toolkit.Compat.Tests.Images;

[TestClass]
public sealed class ImageTransformPersistenceTests
{
    private readonly MLContext ml = new(seed: 1);

    [TestMethod]
    public void EveryImageTransformIsTheSameAfterSavingAndLoading()
    {
        var data = ImageRows.Paths(ml, "rgb.png", "alpha.png");
        var pipeline = ml.Transforms.LoadImages("Image", ImageFixtures.Folder, "Path")
            .Append(ml.Transforms.LoadRawImageBytes("Bytes", ImageFixtures.Folder, "Path"))
            .Append(ml.Transforms.ResizeImages("Small", 12, 9, "Image", ResizingKind.IsoCrop, Anchor.Left))
            .Append(ml.Transforms.ConvertToGrayscale("Grey", "Small"))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Small", ColorBits.All, ColorsOrder.AGBR, true, 3, 0.5f))
            .Append(ml.Transforms.ConvertToImage(9, 12, "Again", "Pixels", ColorBits.All, ColorsOrder.AGBR, true, 2, -3));
        var model = pipeline.Fit(data);
        var loaded = SaveAndLoad(model, data.Schema);

        foreach (var name in new[] { "Image", "Small", "Grey", "Again" })
            CollectionAssert.AreEqual(ImageHexes(model.Transform(data), name), ImageHexes(loaded.Transform(data), name), name);
        CollectionAssert.AreEqual(Values(model.Transform(data)), Values(loaded.Transform(data)));
        Assert.AreEqual(model.Transform(data).Schema["Pixels"].Type, loaded.Transform(data).Schema["Pixels"].Type);
        Assert.AreEqual(model.Transform(data).Schema["Bytes"].Type, loaded.Transform(data).Schema["Bytes"].Type);
    }

    [TestMethod]
    public void AModelWhoseImageFolderIsGoneCanStillBeLoaded()
    {
        var folder = Directory.CreateTempSubdirectory("toolkit-images-").FullName;
        var data = ImageRows.Paths(ml, "rgb.png");
        var model = ml.Transforms.LoadImages("Image", folder, "Path").Fit(data);
        Directory.Delete(folder);
        var loaded = (ImageLoadingTransformer)SaveAndLoad(model, data.Schema);
        Assert.AreEqual(folder, loaded.ImageFolder);
    }

    [TestMethod]
    public void APredictionEngineResizesOneImageAtATime()
    {
        var data = ImageRows.FreeImages(ml);
        var pipeline = ml.Transforms.ResizeImages("Small", 2, 1, "Image", ResizingKind.Fill)
            .Append(ml.Transforms.ExtractPixels("Pixels", "Small", interleavePixelColors: true));
        var loaded = SaveAndLoad(pipeline.Fit(data), schema: null);
        using var engine = ml.Model.CreatePredictionEngine<ImageRows.FreeImageRow, PixelsRow>(loaded);
        var prediction = engine.Predict(new ImageRows.FreeImageRow { Image = ImageRows.Counting() });
        CollectionAssert.AreEqual(new float[] { 2, 1, 0, 22, 21, 20 }, prediction.Pixels);
        Assert.AreEqual(0, engine.Predict(new ImageRows.FreeImageRow()).Pixels.Sum());
    }

    private sealed class PixelsRow
    {
        [VectorType(6)]
        public float[] Pixels { get; set; } = [];
    }

    private static List<string> ImageHexes(IDataView data, string name) =>
        ImageRows.Read<MLImage, string>(data, name, image => Convert.ToHexString(image.Pixels));

    private static List<float> Values(IDataView data) =>
        [.. ImageRows.Read<VBuffer<float>, float[]>(data, "Pixels", value => [.. value.DenseValues()]).SelectMany(values => values)];

    private ITransformer SaveAndLoad(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, schema, stream);
        stream.Position = 0;
        return ml.Model.Load(stream, out _);
    }
}
