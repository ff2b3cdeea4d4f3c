using System.IO.Compression;
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
        var loaded = SaveAndLoad(model);

        foreach (var name in new[] { "Image", "Small", "Grey", "Again" })
            CollectionAssert.AreEqual(ImageHexes(model.Transform(data), name), ImageHexes(loaded.Transform(data), name), name);
        CollectionAssert.AreEqual(Values(model.Transform(data)), Values(loaded.Transform(data)));
        Assert.AreEqual(model.Transform(data).Schema["Pixels"].Type, loaded.Transform(data).Schema["Pixels"].Type);
        Assert.AreEqual(model.Transform(data).Schema["Bytes"].Type, loaded.Transform(data).Schema["Bytes"].Type);
    }

    private static List<string> ImageHexes(IDataView data, string name) =>
        ImageRows.Read<MLImage, string>(data, name, image => Convert.ToHexString(image.Pixels));

    private static List<float> Values(IDataView data) =>
        [.. ImageRows.Read<VBuffer<float>, float[]>(data, "Pixels", value => [.. value.DenseValues()]).SelectMany(values => values)];

    private ITransformer SaveAndLoad(ITransformer model)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var context = new ModelSaveContext(archive, ModelArchive.ModelFolder))
            model.Save(context);
        using var saved = new ZipArchive(stream);
        using var part = new ModelLoadContext(saved, ModelArchive.ModelFolder);
        return ModelLoaders.Load(ml, part);
    }
}
