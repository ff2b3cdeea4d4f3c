using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Images;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.Classification;

/// <summary>Classification with a checkpoint that PyTorch wrote, held against PyTorch.</summary>
[TestClass]
public sealed class ClassifyTests
{
    private const int Images = 6;
    private static readonly MLContext ML = new(1);
    private static readonly string[] ClassNames = ["ant", "bee", "crow", "dog", "emu"];
    private static TemporaryFolder? folder;

    private static string Checkpoint => folder!.File("resnet18.pth");

    [ClassInitialize]
    public static void RunPyTorch(TestContext _)
    {
        folder = new TemporaryFolder();
        for (var i = 0; i < Images; i++)
        {
            using var image = ToyImages.Draw(i % 3, 50 + i, height: 200 + 40 * i, width: 330 - 30 * i);
            image.Save(PathOf(i));
        }

        Python.Run("Estimators/Classification/classify.py", [folder.Path, $"{ClassNames.Length}", .. Enumerable.Range(0, Images).Select(PathOf)]);
    }

    [ClassCleanup]
    public static void Delete() => folder?.Dispose();

    [TestMethod]
    public void ProbabilitiesArePyTorchs()
    {
        var expected = NumpyFile.Read<float>(folder!.File("probabilities.npy")).Values;
        var data = Paths();
        var model = ML.Transforms.LoadImages("Image", null, "ImagePath")
            .Append(ML.TransferLearning().Classify("resnet18", Weights.File(Checkpoint), ClassNames))
            .Append(ML.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        var rows = ToyModel.Read(ML, model.Transform(data));

        Assert.HasCount(Images, rows);
        for (var i = 0; i < Images; i++)
        {
            var row = expected.AsSpan(i * ClassNames.Length, ClassNames.Length).ToArray();
            for (var k = 0; k < row.Length; k++) Assert.AreEqual(row[k], rows[i].Score[k], 1e-4, $"image {i}, class {k}");
            Assert.AreEqual(ClassNames[row.IndexOf(row.Max())], rows[i].PredictedLabel);
        }
    }

    [TestMethod]
    public void ColumnsHaveTheGivenNames()
    {
        var data = Paths();
        var model = ML.Transforms.LoadImages("Photo", null, "ImagePath")
            .Append(ML.TransferLearning().Classify("ResNet18", Weights.File(Checkpoint), ClassNames, "Photo", "Odds", "Guess"))
            .Append(ML.Transforms.Conversion.MapKeyToValue("GuessName", "Guess"))
            .Fit(data);
        var scored = model.Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Odds"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(ClassNames, names.DenseValues().Select(name => name.ToString()).ToArray());
        Assert.IsTrue(scored.GetColumn<string>("GuessName").All(ClassNames.Contains));
        Assert.IsNull(model.OfType<ImageClassificationTransformer>().Single().TrainingResult);
    }

    [TestMethod]
    [DataRow(4)]
    [DataRow(6)]
    public void AnotherNumberOfClassNamesIsRefused(int count)
    {
        var data = Bytes();
        var classify = ML.TransferLearning().Classify("resnet18", Weights.File(Checkpoint), [.. Enumerable.Range(0, count).Select(i => $"class {i}")], "Bytes");
        var error = Assert.Throws<WeightsException>(() => classify.Fit(data));
        StringAssert.Contains(error.Message, "5 classes");
        StringAssert.Contains(error.Message, $"{count} class names");
        StringAssert.Contains(error.Message, "resnet18.pth");
    }

    [TestMethod]
    public void AnotherNetworksWeightsAreRefused()
    {
        var classify = ML.TransferLearning().Classify("alexnet", Weights.File(Checkpoint), ClassNames, "Bytes");
        var error = Assert.Throws<WeightsMismatchException>(() => classify.Fit(Bytes()));
        StringAssert.Contains(error.Message, "features.0.weight");
    }

    [TestMethod]
    public void WeightsThatAreNotThereAreNamed()
    {
        var classify = ML.TransferLearning().Classify("resnet18", Weights.File(folder!.File("absent.pth")), ClassNames, "Bytes");
        StringAssert.Contains(Assert.Throws<FileNotFoundException>(() => classify.Fit(Bytes())).Message, "absent.pth");
    }

    [TestMethod]
    public void FewerThanTwoClassNamesAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => ML.TransferLearning().Classify("resnet18", Weights.File(Checkpoint), ["one"]));
        StringAssert.Contains(error.Message, "at least 2 class names, but got 1");
    }

    [TestMethod]
    public void AnUnknownNetworkIsRefusedAtOnce()
    {
        var error = Assert.Throws<ArgumentException>(() => ML.TransferLearning().Classify("resnet", Weights.File(Checkpoint), ClassNames));
        StringAssert.Contains(error.Message, "resnet18");
    }

    [TestMethod]
    public void AnInputThatTheNetworkCannotTakeIsRefused()
    {
        void Fit(InputSpec spec) => ML.TransferLearning().Classify("resnet18", Weights.File(Checkpoint), ClassNames, "Bytes", inputSpec: spec).Fit(Bytes());
        Assert.Throws<ArgumentException>(() => Fit(InputSpec.ImageNet with { Height = 0 }));
        Assert.Throws<ArgumentException>(() => Fit(InputSpec.ImageNet with { Width = 1_000_000 }));
        Assert.Throws<ArgumentException>(() => Fit(InputSpec.ImageNet with { Mean = [0.5f] }));
        Assert.Throws<ArgumentException>(() => Fit(InputSpec.ImageNet with { Std = [0.5f, 0, 0.5f] }));
    }

    private static string PathOf(int image) => folder!.File($"{image}.png");

    private static IDataView Paths() => ML.Data.LoadFromEnumerable(Enumerable.Range(0, Images).Select(i => new PathRow { ImagePath = PathOf(i) }));

    private static IDataView Bytes() => ML.Transforms.LoadRawImageBytes("Bytes", null, "ImagePath").Fit(Paths()).Transform(Paths());

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }
}
