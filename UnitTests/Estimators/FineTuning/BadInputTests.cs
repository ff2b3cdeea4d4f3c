using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Toolkit.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>Mistakes of callers: every message names what is wrong, what is allowed, and what came.</summary>
[TestClass]
public sealed class BadInputTests
{
    private static readonly MLContext ML = new(1);

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AMissingLabelIsNamed(bool inChain) =>
        AssertRefused<ArgumentOutOfRangeException>(inChain, Keyed(), new() { LabelColumnName = "Class" }, "label column 'Class'", "ImagePath", "Label", "Image");

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ALabelThatIsNoKeyIsRefused(bool inChain) =>
        AssertRefused<ArgumentOutOfRangeException>(inChain, Raw(), new(), "label column 'Label'", "expected Key<UInt32>", "got String", "MapValueToKey(\"Label\")");

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AMissingImageColumnIsNamed(bool inChain) =>
        AssertRefused<ArgumentOutOfRangeException>(inChain, Keyed(), new() { ImageColumnName = "Photo" }, "image column 'Photo'", "ImagePath", "Label", "Image");

    [TestMethod]
    [DataRow(true, "ImagePath", "String")]
    [DataRow(false, "ImagePath", "String")]
    [DataRow(true, "Number", "Single")]
    public void AColumnWithoutImagesIsRefused(bool inChain, string column, string found) =>
        AssertRefused<ArgumentOutOfRangeException>(
            inChain, Keyed(), new() { ImageColumnName = column },
            $"image column '{column}'", "expected Image, Vector<Byte>", $"got {found}", "LoadImages");

    [TestMethod]
    public void OneClassIsRefused() =>
        AssertRefused<InvalidOperationException>(true, Keyed(ToyImages.Rows(6).Where(row => row.Label == ToyImages.Classes[0])), new(), "1 class", ToyImages.Classes[0], "at least 2");

    [TestMethod]
    public void NoRowsAreRefused()
    {
        var keys = ML.Transforms.Conversion.MapValueToKey("Label").Fit(Raw());
        var empty = keys.Transform(ML.Data.LoadFromEnumerable(Array.Empty<ImageRow>()));
        AssertRefused<InvalidOperationException>(true, empty, new(), "training data has no rows");
        AssertRefused<InvalidOperationException>(true, Keyed(), new() { ValidationSet = empty }, "validation data has no rows");
    }

    [TestMethod]
    public void AMissingLabelValueIsNamedByItsRow()
    {
        var keys = ML.Transforms.Conversion.MapValueToKey("Label").Fit(Raw());
        var rows = ToyImages.Rows(6);
        rows[4].Label = "a class that was not there before";
        var unknown = keys.Transform(ML.Data.LoadFromEnumerable(rows));
        AssertRefused<InvalidOperationException>(
            true, unknown, new(), "Row 4 of the training data", "label column 'Label'", "MapValueToKey");
        var options = new ImageFineTuningTrainer.Options { ValidationSet = unknown };
        AssertRefused<InvalidOperationException>(true, Keyed(), options, "Row 4 of the validation data", "label column 'Label'");
    }

    [TestMethod]
    public void ImagesOfDifferentSizesNeedNoResizeImagesButPixelsDo()
    {
        var rows = ToyImages.Rows(12);
        for (var i = 0; i < rows.Count; i++) rows[i].Image = ToyImages.Draw(i % 3, i, 30 + i, 50 - i);
        using var model = ML.TransferLearning().FineTune(ToyModel.Small()).Fit(Keyed(rows));
        Assert.HasCount(12, ToyModel.Scores(model.Transform(Keyed(rows))));

        var extract = ML.Transforms.ExtractPixels("Pixels", "Image")
            .Append(ML.TransferLearning().FineTune(new() { ImageColumnName = "Pixels" }));
        var error = Assert.Throws<ArgumentException>(() => extract.Fit(Keyed(rows)));
        StringAssert.Contains(error.Message, "'Image'");
    }

    [TestMethod]
    public void AMissingImageIsNamedByItsRow()
    {
        var rows = ToyImages.Rows(6);
        rows[3].Image = null;
        AssertRefused<InvalidOperationException>(true, Keyed(rows), new(), "Row 3", "column 'Image'");
        var scored = ToyModel.Shared.Network.Transform(Keyed(rows));
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => ToyModel.Scores(scored)).Message, "Row 3");
        using var engine = ML.Model.CreatePredictionEngine<ImageRow, ScoredRow>(ToyModel.Shared.Network.Then(ToyModel.Shared.Model.Last()), new PredictionEngineOptions { OwnsTransformer = false });
        Assert.Throws<InvalidOperationException>(() => engine.Predict(rows[3]));
        Assert.HasCount(3, engine.Predict(rows[2]).Score);
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefusedAtOnce()
    {
        static void Refused(ImageFineTuningTrainer.Options options, params string[] words)
        {
            var error = Assert.Throws<ArgumentException>(() => ML.TransferLearning().FineTune(options));
            foreach (var word in words) StringAssert.Contains(error.Message, word);
        }

        Refused(new() { Training = new() { Epochs = 3, FrozenEpochs = 5 } }, "FrozenEpochs", "3", "got 5");
        Refused(new() { Training = new() { FrozenEpochs = -1 } }, "FrozenEpochs", "at least 0", "got -1");
        Refused(new() { Training = new() { Epochs = 0 } }, "Epochs", "at least 1", "got 0");
        Refused(new() { Training = new() { LearningRate = -1e-3 } }, "LearningRate", "above 0", "-0.001");
        Refused(new() { Training = new() { UnfrozenLearningRate = double.NaN } }, "UnfrozenLearningRate", "NaN");
        Refused(new() { Training = new() { BatchSize = 0 } }, "BatchSize", "at least 1", "got 0");
        Refused(new() { Network = "resnet81" }, "resnet81", "Did you mean", "resnet18");
        Refused(new() { Network = "my-network" }, "my-network", "Known networks", "alexnet32", "resnet18");
        Refused(new() { ImageColumnName = "" }, "ImageColumnName");
        Refused(new() { Training = null! }, "Training");
        Assert.Throws<ArgumentNullException>(() => ML.TransferLearning().FineTune(options: null!));
    }

    [TestMethod]
    public void AValidationSetWithOtherClassesIsRefused()
    {
        var other = ToyImages.Rows(6);
        foreach (var row in other) row.Label += "!";
        AssertRefused<ArgumentException>(true, Keyed(), new() { ValidationSet = Keyed(other) }, "validation set", "blue cross!", "same fitted MapValueToKey");
        AssertRefused<ArgumentOutOfRangeException>(true, Keyed(), new() { ValidationSet = Raw() }, "label column 'Label'", "got String");
    }

    [TestMethod]
    public void AnImageTooSmallForTheNetworkIsRefused()
    {
        var resized = Loaded(ML.Transforms.ResizeImages("Image", 20, 20), Keyed());
        AssertRefused<ArgumentException>(true, resized, new() { Network = "alexnet" }, "alexnet", "63", "20");
    }

    [TestMethod]
    public void AGpuThatIsNotThereIsRefusedUnlessTheCpuWillDo()
    {
        var (ml, warnings) = (new MLContext(1) { GpuDeviceId = 99 }, new List<string>());
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning) warnings.Add(message.RawMessage!);
        };
        var error = Assert.Throws<InvalidOperationException>(() => ml.TransferLearning().FineTune(ToyModel.Small()).Fit(Keyed()));
        StringAssert.Contains(error.Message, "GPU 99");
        StringAssert.Contains(error.Message, "FallbackToCpu");

        ml.FallbackToCpu = true;
        ml.TransferLearning().FineTune(ToyModel.Small()).Fit(Keyed());
        Assert.HasCount(1, warnings.Where(line => line.Contains("GPU 99") && line.Contains("The CPU is used instead")));
    }

    [TestMethod]
    public void AnUnreadableImageIsNamed()
    {
        using var folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 2, seed: 1, 32, 32);
        var broken = folder.File($"{ToyImages.Classes[1]}/01.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..200]);
        var images = ML.TransferLearning().LoadImageFolder(folder.Path);

        AssertUnreadable(images, broken);
        AssertUnreadable(Loaded(ML.Transforms.LoadRawImageBytes("Image", null, "ImagePath"), images), broken);
        var skipping = ML.TransferLearning().LoadImageFolder(folder.Path, new ImageFolderOptions { Unreadable = UnreadableImages.Skip });
        Assert.HasCount(5, ToyModel.Scores(ToyModel.Shared.Network.Transform(skipping)));

        File.WriteAllText(broken, "no image");
        AssertUnreadable(Loaded(ML.Transforms.LoadImages("Image", null, "ImagePath"), images), broken);
        File.Delete(broken);
        AssertUnreadable(Loaded(ML.Transforms.LoadImages("Image", null, "ImagePath"), images), broken);
    }

    [TestMethod]
    public void SkippedImagesAreSaid()
    {
        using var folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 2, seed: 1, 32, 32);
        File.WriteAllText(folder.File($"{ToyImages.Classes[2]}/00.png"), "no image");
        var (ml, log) = (new MLContext(), new List<string>());
        ml.Log += (_, message) => log.Add(message.RawMessage!);
        ml.TransferLearning().LoadImageFolder(folder.Path, new ImageFolderOptions { Unreadable = UnreadableImages.Skip });
        Assert.HasCount(1, log.Where(line => line.Contains("1 image(s)") && line.Contains("00.png")));
    }

    [TestMethod]
    public void FilesThatAreLeftOutAreSaid()
    {
        using var folder = new TemporaryFolder();
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 2, seed: 1, 32, 32);
        foreach (var name in new[] { "a.gif", "b.gif", "notes" }) File.WriteAllText(folder.File($"{ToyImages.Classes[2]}/{name}"), "no image");
        var (ml, log) = (new MLContext(), new List<string>());
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning) log.Add(message.RawMessage!);
        };
        ml.TransferLearning().LoadImageFolder(folder.Path);
        Assert.HasCount(1, log.Where(line => line.Contains("3 file(s)") && line.Contains("2 .gif, 1 without extension")));
    }

    [TestMethod]
    public void AFolderWithoutImagesIsRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidDataException>(() => ML.TransferLearning().LoadImageFolder(folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => ML.TransferLearning().LoadImageFolder(folder.File("absent")));
    }

    private static void AssertRefused<T>(bool inChain, IDataView data, ImageFineTuningTrainer.Options options, params string[] words) where T : Exception
    {
        IEstimator<ITransformer> estimator = ML.TransferLearning().FineTune(options);
        if (inChain) estimator = new EstimatorChain<ITransformer>().Append(estimator).Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var error = Assert.ThrowsExactly<T>(() => estimator.Fit(data));
        foreach (var word in words) StringAssert.Contains(error.Message, word);
    }

    private static void AssertUnreadable(IDataView images, string name)
    {
        var scored = ToyModel.Shared.Network.Transform(images);
        var error = Assert.ThrowsExactly<UnreadableImageException>(() => ToyModel.Scores(scored));
        StringAssert.Contains(error.Message, name);
    }

    private static IDataView Loaded(IEstimator<ITransformer> estimator, IDataView data) => estimator.Fit(data).Transform(data);

    private static IDataView Raw() => ML.Data.LoadFromEnumerable(ToyImages.Rows(6));

    private static IDataView Keyed() => Keyed(ToyImages.Rows(6));

    private static IDataView Keyed(IEnumerable<ImageRow> rows) =>
        Loaded(ML.Transforms.Conversion.MapValueToKey("Label"), ML.Data.LoadFromEnumerable(rows));
}
