using Microsoft.ML;
using SkiaSharp;
using Toolkit.Estimators;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Estimators.FineTuning;

/// <summary>How many decoded images fit into memory makes no difference to a training run, and memory stays flat.</summary>
[TestClass]
public sealed class StreamingTests
{
    private static readonly MLContext ML = new(1);

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    /// <summary>Folder: read again by the loader. Bytes and MLImage: in a temporary file.</summary>
    [TestMethod]
    [DataRow("folder")]
    [DataRow("bytes")]
    [DataRow("images")]
    public void TheSameTrainingWhateverTheMemory(string kind)
    {
        ToyImages.WriteFolder(folder.Path, imagesPerClass: 8, seed: 1);
        var files = ML.TransferLearning().LoadImageFolder(folder.Path);
        var view = kind switch
        {
            "bytes" => Step(ML.Transforms.LoadRawImageBytes("Image", imageFolder: null, inputColumnName: "ImagePath")),
            "images" => Step(ML.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath")),
            _ => files,
        };
        var expected = ScoresAfter(memoryBytes: null);
        foreach (var memory in new[] { 0L, 30_000 })
            foreach (var (row, scores) in ScoresAfter(memory).Index()) CollectionAssert.AreEqual(expected[row], scores, $"{memory} bytes, row {row}");

        IDataView Step(IEstimator<ITransformer> step) => step.Fit(files).Transform(files);

        List<float[]> ScoresAfter(long? memoryBytes)
        {
            using var model = ToyModel.FitQuickly(ML, view, Small(memoryBytes, epochs: 3));
            return ToyModel.Scores(model.Transform(view));
        }
    }

    /// <summary>Ten times the budget, and images of half a megabyte each; the temporary file is gone afterwards.</summary>
    [TestMethod]
    [DoNotParallelize]
    public void MemoryStaysFlatOnTenTimesTheBudget()
    {
        const int side = 400, count = 200;
        const long budget = 3L * side * side * count / 10;
        var view = ML.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new BytesRow(i % 2 == 0 ? "a" : "b", Png(side, (byte)i))));
        var options = Small(budget, epochs: 2);
        var (before, most, files) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        options.EpochCallback = _ =>
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            files = Directory.GetFiles(Path.GetTempPath(), "toolkit-*.pixels").Length;
        };
        using var model = ToyModel.FitQuickly(ML, view, options);
        Assert.IsLessThan(2 * budget, most);
        Assert.IsGreaterThan(0, files);
        Assert.IsEmpty(Directory.GetFiles(Path.GetTempPath(), "toolkit-*.pixels"));
    }

    private static ImageFineTuningTrainer.Options Small(long? memoryBytes, int epochs) => new()
    {
        Network = "lenet_bn",
        Training = new FineTuningOptions
        {
            Epochs = epochs,
            BatchSize = 8,
            Seed = 1,
            ImageMemoryBytes = memoryBytes,
            ValidationFraction = 0.25,
            Input = TestInputs.Small with { Height = 28, Width = 28 },
        },
    };

    private static byte[] Png(int side, byte grey)
    {
        using var bitmap = new SKBitmap(side, side);
        bitmap.Erase(new SKColor(grey, grey, grey));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private sealed record BytesRow(string Label, byte[] Image);
}
