using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>
/// Training and scoring by TorchSharp beside a thread that does nothing but collect garbage and run finalizers. Numbers that TorchSharp's
/// operators hand to libtorch are freed then while libtorch reads them, unless somebody keeps them. A narrow network on tiny images spends
/// most of its time in operators that begin, which is where they read their numbers.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class GarbageCollectionTests
{
    private const int Size = 8, Predictions = 400, Inspections = 40, Draws = 200_000;

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 4,
        FrozenEpochs = 1,
        BatchSize = 8,
        LabelSmoothing = 0.1,
        ClassBalancing = ClassBalancing.InverseFrequency,
        BatchNormStatistics = BatchNormStatistics.Follow,
        Seed = 3,
        Input = new InputSpec(3, Size, Size, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], Size),
    };

    private readonly Network network = NetworkCatalog.Create("resnet32", 3, new NetworkOptions { Seed = 1 });
    private readonly int threads = get_num_threads();

    public static IEnumerable<object[]> Optimizers => OptimizerCases.Names;

    /// <summary>One thread: operators on so little are over before a second one wakes up.</summary>
    [TestInitialize]
    public void ComputeOnOneThread() => set_num_threads(1);

    [TestCleanup]
    public void CleanUp()
    {
        set_num_threads(threads);
        network.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Optimizers))]
    public void ATrainingIsNotDisturbed(string optimizer) => AssertNotDisturbed(() => Options with { Optimizer = OptimizerCases.Of(optimizer) });

    [TestMethod]
    public void PredictionsAreNotDisturbed()
    {
        network.InputSpec = Options.Input!;
        using var scorer = new Scorer(network);
        float[] pixels = [.. Enumerable.Range(0, 3 * Size * Size).Select(i => MathF.Sin(i))];
        var expected = scorer.Probabilities(pixels, 1);
        CollectMeanwhile(() =>
        {
            for (var i = 0; i < Predictions; i++) CollectionAssert.AreEqual(expected, scorer.Probabilities(pixels, 1), $"prediction {i}");
        });
    }

    [TestMethod]
    public void MixedPrecisionIsNotDisturbed() => AssertNotDisturbed(() => Options with { Precision = TrainingPrecision.BFloat16, Epochs = 4 });

    /// <summary>
    /// The state of random numbers changes hands twice a draw, whether or not any is drawn. By TorchSharp's own functions, whose generators nobody keeps, one of
    /// three such runs ended the process.
    /// </summary>
    [TestMethod]
    [TestCategory("Full")]
    public void RandomNumbersAreNotDisturbed()
    {
        using RandomStream disturbed = new(1), other = new(1);
        CollectMeanwhile(() =>
        {
            for (var i = 0; i < Draws; i++) disturbed.Draw(() => { });
        });
        Assert.AreEqual(Number(other), Number(disturbed));

        static float Number(RandomStream stream) => stream.Draw(() =>
        {
            using var number = rand(1);
            return number.item<float>();
        });
    }

    [TestMethod]
    public void InspectionIsNotDisturbed()
    {
        network.InputSpec = Options.Input!;
        var image = new ImageBuffer();
        TintedImages.Create(1, Size).Read(0, image);
        float[] Look() => [.. GradCam.Explain(network, image, targetClass: 1).Values, .. FeatureMaps.Of(network, image, "layer1")[0]];
        var (expected, summary) = (Look(), NetworkSummary.Of(network).Format());
        CollectMeanwhile(() =>
        {
            for (var i = 0; i < Inspections; i++)
            {
                CollectionAssert.AreEqual(expected, Look(), $"inspection {i}");
                Assert.AreEqual(summary, NetworkSummary.Of(network).Format());
            }
        });
    }

    [TestMethod]
    public void ExportAndStateDictsAreNotDisturbed()
    {
        using var folder = new TemporaryFolder();
        byte[] Export(string name)
        {
            OnnxExport.Write(network, folder.File(name), new OnnxExportOptions { FoldBatchNormalization = true });
            return File.ReadAllBytes(folder.File(name));
        }
        var (expected, weights) = (Export("expected.onnx"), network.Snapshot());
        CollectMeanwhile(() =>
        {
            for (var i = 0; i < Inspections; i++)
            {
                Assert.IsTrue(expected.AsSpan().SequenceEqual(Export("actual.onnx")), $"export {i}");
                StateDictLoader.Load(network, StateDictLoader.Capture(network));
            }
        });
        var actual = network.Snapshot();
        foreach (var (key, value) in weights) Assert.IsTrue(value.SequenceEqual(actual[key]), key);
    }

    private void AssertNotDisturbed(Func<FineTuningOptions> options)
    {
        using var other = NetworkCatalog.Create("resnet32", 3, new NetworkOptions { Seed = 1 });
        Train(other, options());
        CollectMeanwhile(() => Train(network, options()));
        var actual = network.Snapshot();
        foreach (var (key, value) in other.Snapshot()) Assert.IsTrue(value.SequenceEqual(actual[key]), key);
    }

    private static void Train(Network network, FineTuningOptions options) => new FineTuner(network, options)
        .Fit(TintedImages.Create(50, Size), TintedImages.Create(10, Size, seed: 2));

    private static void CollectMeanwhile(Action work) => Assert.IsGreaterThan(100, CollectingThread.Beside(work), "garbage collections meanwhile");
}
