using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Images;

/// <summary>ML.NET's LoadImages before our steps: it takes files that are cut off, and does not name those that it cannot read.</summary>
[TestClass]
public sealed class LoadedImageTests
{
    private static readonly MLContext ML = new(1);

    private readonly TemporaryFolder folder = new();

    [TestInitialize]
    public void WriteImages() => ToyImages.WriteFolder(folder.Path, imagesPerClass: 2, seed: 1, 40, 40);

    [TestCleanup]
    public void DeleteImages() => folder.Dispose();

    [TestMethod]
    [DataRow(SKEncodedImageFormat.Jpeg)]
    [DataRow(SKEncodedImageFormat.Png)]
    public void AFileThatIsCutOffIsNamedWhereverItIsRead(SKEncodedImageFormat format)
    {
        var whole = TestImages.Encoded(format);
        var path = WriteImage(whole[..(whole.Length * 6 / 10)]);
        var images = Loaded();
        using var weights = new TinyWeights("resnet18", classes: 3);
        var featurize = ML.TransferLearning().Featurize(new() { Network = "resnet18", Weights = weights.Weights });
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(
            ToyModel.Shared.Model, new PredictionEngineOptions { OwnsTransformer = false });

        Refused(path, () => ML.TransferLearning().FineTune(ToyModel.Small()).Fit(images));
        Refused(path, () => ToyModel.Scores(ToyModel.Shared.Network.Transform(images)));
        Refused(path, () => featurize.Fit(images).Transform(images).GetColumn<float[]>("Features").Count());
        Refused(path, () => engine.Predict(new ImageRow { ImagePath = path, Label = ToyImages.Classes[0] }));
    }

    /// <summary>Those whose last bytes are others are decoded.</summary>
    [TestMethod]
    public void AFileThatIsThereIsTakenWhateverLiesBehindIt()
    {
        var jpeg = TestImages.Encoded(SKEncodedImageFormat.Jpeg);
        foreach (var file in new byte[][]
        {
            jpeg, [.. jpeg, .. new byte[500]], [.. jpeg, .. "a video"u8], [.. jpeg[..^2], .. "trailer of a maker"u8, .. new byte[60]],
            [.. TestImages.Encoded(SKEncodedImageFormat.Png), .. new byte[500]], TestImages.Encoded(SKEncodedImageFormat.Webp),
        })
        {
            WriteImage(file);
            Assert.HasCount(7, ToyModel.Scores(ToyModel.Shared.Network.Transform(Loaded())));
        }
    }

    /// <summary>Any text may be an image's tag; only the image file that it names says something about the image.</summary>
    [TestMethod]
    public void ATagThatIsNoImageFileDoesNotMatter()
    {
        File.WriteAllText(folder.File("notes.txt"), "no image");
        File.WriteAllText(folder.File("empty"), "");
        foreach (var tag in new[] { "seven", folder.File("absent.png"), folder.File("notes.txt"), folder.File("empty"), folder.Path })
        {
            using var image = ToyImages.Draw(0, 1);
            image.Tag = tag;
            ImageDecoder.Copy(image, new ImageBuffer());
        }
    }

    /// <summary>Decoding them takes gigabytes, which only the reader that has the path can spare.</summary>
    [TestMethod]
    public void AHeaderOfTooManyPixelsIsNamed()
    {
        var path = SharedFiles.Require("cases/images/header_30000x30000.png");
        using var image = ToyImages.Draw(0, 1);
        image.Tag = path;
        Refused(path, () => ImageDecoder.Copy(image, new ImageBuffer()));
    }

    /// <summary>What LoadImages and LoadRawImageBytes say does not name the file.</summary>
    [TestMethod]
    public void AFileThatIsNoImageIsNamedInTraining()
    {
        var path = WriteImage([.. "no image"u8]);
        var folderOfImages = ML.TransferLearning().LoadImageFolder(folder.Path);
        Refused(path, () => ML.TransferLearning().FineTune(ToyModel.Small()).Fit(Loaded()));
        Refused(path, () => ML.TransferLearning().FineTune(ToyModel.Small()).Fit(Raw()));
        File.Delete(path);
        foreach (var load in new IEstimator<ITransformer>[] { ML.Transforms.LoadImages("Image", null, "ImagePath"), ML.Transforms.LoadRawImageBytes("Image", null, "ImagePath") })
        {
            var view = Keyed(load, folderOfImages);
            var error = Assert.ThrowsExactly<UnreadableImageException>(() => ML.TransferLearning().FineTune(ToyModel.Small()).Fit(view));
            StringAssert.Contains(error.Message, path);
        }
    }

    private static void Refused(string path, Action read) =>
        Assert.AreEqual(path, Assert.ThrowsExactly<UnreadableImageException>(read).ImageName);

    private static IDataView Keyed(IEstimator<ITransformer> load, IDataView images) =>
        ML.Transforms.Conversion.MapValueToKey("Label").Append(load).Fit(images).Transform(images);

    private string WriteImage(byte[] content)
    {
        var path = folder.File(Path.Combine(ToyImages.Classes[1], "added.jpg"));
        File.WriteAllBytes(path, content);
        return path;
    }

    private IDataView Loaded() => Keyed(
        ML.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath").Append(ML.Transforms.ResizeImages("Image", 32, 32)),
        ML.TransferLearning().LoadImageFolder(folder.Path));

    private IDataView Raw() => Keyed(
        ML.Transforms.LoadRawImageBytes("Image", imageFolder: null, inputColumnName: "ImagePath"), ML.TransferLearning().LoadImageFolder(folder.Path));
}
