using Toolkit.Augmentation;
using Toolkit.Data;
using Toolkit.Files;
using Toolkit.Images;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using TorchSharp;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class ResumeTests
{
    private static readonly InMemoryImages Train = TintedImages.Create(80), Validation = TintedImages.Create(30, seed: 2);

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 6,
        FrozenEpochs = 3,
        BatchSize = 16,
        LearningRate = 1e-2,
        UnfrozenLearningRate = 5e-3,
        Schedule = Schedule.ReduceOnPlateau(patience: 0),
        Seed = 4,
        LoaderThreads = 1,
    };

    public static IEnumerable<object[]> Interruptions =>
        from optimizer in OptimizerCases.Names
        from epoch in new[] { 2, 4, 5 }
        select new object[] { optimizer[0], epoch };

    [TestMethod]
    [DynamicData(nameof(Interruptions))]
    public void AnInterruptedTrainingGoesOnBitForBit(string optimizer, int interruptedIn) =>
        GoesOn(() => Options with { Optimizer = OptimizerCases.Of(optimizer) }, interruptedIn);

    [TestMethod]
    public void AScheduleOfStepsGoesOn() => GoesOn(() => Options with { Schedule = Schedule.OneCycle() }, 5);

    public static IEnumerable<object[]> Callbacks =>
    [
        [() => new TrainingCallback[] { new Mixup(), new WeightAveraging(0.8) }],
        [() => new TrainingCallback[] { new MixupOrCutMix(), new GradientAccumulation(2), new GradientValueClipping(0.01) }],
        [() => new TrainingCallback[] { new CutMix(probability: 0.5), new GradualUnfreezing(), new GradientClipping(0.1) }],
    ];

    [TestMethod]
    [DynamicData(nameof(Callbacks))]
    public void CallbacksGoOn(Func<TrainingCallback[]> make) => GoesOn(() => Options with { Callbacks = make() }, 5);

    [TestMethod]
    public void PartsFromOutsideGoOn() => GoesOn(
        () => Options with { Optimizer = new SignDescent(0.9), Schedule = new Fading(0.95), Callbacks = [new AveragedWeights(0.8), new NoisyInputs(0.1)] }, 5);

    [TestMethod]
    public void AStoppedRunStaysStopped()
    {
        using var folder = new TemporaryFolder();
        FineTuningOptions WithStop() => Options with { CheckpointPath = folder.File("run"), Callbacks = [new StopAfter(4)] };
        var (first, weights) = Run(WithStop());
        Assert.HasCount(4, first.Epochs);
        Assert.AreEqual("four are enough", first.StopReason);

        var (second, again) = Run(WithStop());
        CollectionAssert.AreEqual(first.Epochs.ToArray(), second.Epochs.ToArray());
        Assert.AreEqual(first.StopReason, second.StopReason);
        foreach (var (key, value) in weights) Assert.IsTrue(value.SequenceEqual(again[key]), key);
    }

    private static void GoesOn(Func<FineTuningOptions> make, int interruptedIn)
    {
        using var folder = new TemporaryFolder();
        var (expected, expectedWeights) = Run(make());

        FineTuningOptions WithCheckpoint() => make() with { CheckpointPath = folder.File("training.checkpoint") };
        var (interrupted, _) = Run(WithCheckpoint(), interruptedIn);
        torch.manual_seed(99);
        var (resumed, weights) = Run(WithCheckpoint());

        Assert.AreEqual((true, interruptedIn - 1), (interrupted.Cancelled, interrupted.Epochs.Count));
        Assert.IsFalse(resumed.Cancelled);
        CollectionAssert.AreEqual(WithoutTimes(expected), WithoutTimes(resumed));
        CollectionAssert.AreEqual(expected.IterationLosses.ToArray(), resumed.IterationLosses.ToArray());
        foreach (var (key, value) in expectedWeights) Assert.IsTrue(value.SequenceEqual(weights[key]), key);
    }

    [TestMethod]
    public void AFinishedTrainingIsNotRepeated()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { CheckpointPath = folder.File("training.checkpoint") };
        var (first, weights) = Run(options);
        using var network = new TinyNetwork();
        var second = new FineTuner(network, options).Fit(Train, Validation);

        Assert.AreEqual(0, network.ImagesSeen);
        CollectionAssert.AreEqual(first.Epochs.ToArray(), second.Epochs.ToArray());
        foreach (var (key, value) in weights) Assert.IsTrue(value.SequenceEqual(network.Snapshot()[key]), key);
    }

    [TestMethod]
    public void ACheckpointOfAnotherTrainingIsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 3, CheckpointPath = folder.File("training.checkpoint") };
        Run(options);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Run(options with { BatchSize = 8, LoaderThreads = 2 }));
        StringAssert.Contains(error.Message, "BatchSize was 16 and is 8");
        Assert.DoesNotContain("LoaderThreads", error.Message);

        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, options);
        error = Assert.ThrowsExactly<InvalidOperationException>(() => tuner.Fit(TintedImages.Create(60), Validation));
        StringAssert.Contains(error.Message, "training set was 80 images");
    }

    public static IEnumerable<object[]> Changes =>
    [
        ["Augmentation was [RandomRotation(degrees: 10", (FineTuningOptions options) => options with { Augmentation = [new RandomRotation(11)] }],
        ["Optimizer was Adam(WeightDecay: 0.0001", (FineTuningOptions options) => options with { Optimizer = Optimizer.Adam(weightDecay: 1e-3) }],
        ["Schedule was PlateauSchedule", (FineTuningOptions options) => options with { Schedule = Schedule.Cosine() }],
        ["Callbacks was [EarlyStopping(Patience: 9", (FineTuningOptions options) => options with { Callbacks = [new EarlyStopping(patience: 8)] }],
        ["Seed was 4 and is 5", (FineTuningOptions options) => options with { Seed = 5 }],
        ["WeightDecayOnBiasAndNorm was True and is False", (FineTuningOptions options) => options with { WeightDecayOnBiasAndNorm = false }],
        ["LabelSmoothing was 0 and is 0.1", (FineTuningOptions options) => options with { LabelSmoothing = 0.1 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Changes))]
    public void AnyNumberThatTheResultDependsOnIsNoticed(string message, Func<FineTuningOptions, FineTuningOptions> change)
    {
        using var folder = new TemporaryFolder();
        var options = Options with
        {
            Epochs = 2,
            FrozenEpochs = 1,
            CheckpointPath = folder.File("run"),
            Augmentation = [new RandomRotation(10)],
            Callbacks = [new EarlyStopping(patience: 9)],
        };
        Run(options);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Run(change(options))).Message, message);
    }

    [TestMethod]
    public void OtherImagesAreNoticed()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 2, FrozenEpochs = 1, CheckpointPath = folder.File("run") };
        Run(options);
        StringAssert.Contains(Refusal(Changed(Train, pixels => pixels[^1] ^= 1), Validation), "the training set was 80 images");
        StringAssert.Contains(Refusal(Train, Changed(Validation, pixels => pixels[0] ^= 1)), "the validation set was 30 images");
        string[] names = ["a", "b", "c"];
        StringAssert.Contains(Refusal(Changed(Train, _ => { }, names), Changed(Validation, _ => { }, names)), "and is a, b, c");

        string Refusal(IImageDataset train, IImageDataset validation)
        {
            using var network = new TinyNetwork();
            return Assert.ThrowsExactly<InvalidOperationException>(() => new FineTuner(network, options).Fit(train, validation)).Message;
        }
    }

    [TestMethod]
    public void OtherStartingWeightsAreNoticed()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Epochs = 2, FrozenEpochs = 1, CheckpointPath = folder.File("run") };
        Run(options);
        using var network = new TinyNetwork();
        using (torch.no_grad()) network.parameters().First().fill_(0.5f);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new FineTuner(network, options).Fit(Train, Validation));
        StringAssert.Contains(error.Message, "the starting weights was");
    }

    [TestMethod]
    public void APlaceThatCannotBeWrittenIsFoundBeforeTheFirstEpoch()
    {
        using var folder = new TemporaryFolder();
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, Options with { CheckpointPath = folder.File("missing/run") });
        StringAssert.Contains(Assert.ThrowsExactly<UnwritableFileException>(() => tuner.Fit(Train, Validation)).Message, "does not exist");
        Assert.AreEqual(0, network.ImagesSeen);
    }

    [TestMethod]
    public void ALossThatIsNoNumberIsKept()
    {
        using var folder = new TemporaryFolder();
        var epoch = new EpochReport(1, TrainingPhase.Unfrozen, 0.5, 0.5, double.PositiveInfinity, 0.25, 1e-3, 1, IsBest: true);
        using var weights = torch.ones(2);
        CheckpointFile.Write(folder.File("run"), new Checkpoint(
            new Dictionary<string, string> { ["a"] = "b" }, [epoch], "enough", [1, double.NaN], new Dictionary<string, torch.Tensor> { ["weights/a"] = weights }));
        using var read = CheckpointFile.Read(folder.File("run"))!;
        Assert.AreEqual(epoch, read.Epochs.Single());
        Assert.AreEqual("enough", read.StopReason);
        CollectionAssert.AreEqual(new[] { 1, double.NaN }, read.Losses.ToArray());
        Assert.IsTrue(weights.bytes.SequenceEqual(read.Part("weights/")["a"].bytes));
    }

    [TestMethod]
    public void AnImageThatCannotBeReadIsNamedBeforeTheFirstEpoch()
    {
        using var folder = new TemporaryFolder();
        using var network = new TinyNetwork();
        var tuner = new FineTuner(network, Options with { CheckpointPath = folder.File("run") });
        StringAssert.Contains(Assert.ThrowsExactly<UnreadableImageException>(() => tuner.Fit(new Damaged(Train), Validation)).Message, "image 7");
    }

    [TestMethod]
    public void ACheckpointIsASafetensorsFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("run");
        var (result, _) = Run(Options with { Epochs = 2, FrozenEpochs = 1, CheckpointPath = path });
        using var reference = new PythonReference();
        reference.Run($"""
            import json, struct
            content = open("{path}", "rb").read()
            length = struct.unpack("<Q", content[:8])[0]
            entry = json.loads(content[8:8 + length])["losses"]
            begin, end = entry["data_offsets"]
            save("losses", np.frombuffer(content[8 + length + begin:8 + length + end], dtype="<f8"))
            """);
        CollectionAssert.AreEqual(result.IterationLosses.ToArray(), reference.Take<double>("losses").Values);
        CollectionAssert.AreEqual(new[] { "run" }, Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void ADamagedCheckpointIsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("training.checkpoint");
        var options = Options with { Epochs = 3, CheckpointPath = path };
        Run(options);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 5, 10, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Run(options)).Message, path, $"{length} bytes");
        }
        foreach (var place in new[] { 9, bytes.Length / 2, bytes.Length - 1 })
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 1;
            File.WriteAllBytes(path, damaged);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Run(options)).Message, path, $"byte {place}");
        }
    }

    private static (TrainingResult Result, Dictionary<string, byte[]> Weights) Run(FineTuningOptions options, int? interruptIn = null)
    {
        using var network = new TinyNetwork();
        using var source = new CancellationTokenSource();
        var tuner = new FineTuner(network, options);
        tuner.IterationCompleted += report => { if (report.Epoch == interruptIn && report.Iteration == 2) source.Cancel(); };
        return (tuner.Fit(Train, Validation, source.Token), network.Snapshot());
    }

    private static InMemoryImages Changed(InMemoryImages images, Action<byte[]> change, IReadOnlyList<string>? classNames = null)
    {
        var image = new ImageBuffer();
        byte[] pixels = [.. Enumerable.Range(0, images.Count).SelectMany(index => Pixels(images, index, image))];
        change(pixels);
        int[] labels = [.. Enumerable.Range(0, images.Count).Select(images.LabelOf)];
        return new InMemoryImages(images.Channels, images.Height, images.Width, pixels, labels, classNames ?? images.ClassNames);
    }

    private static byte[] Pixels(InMemoryImages images, int index, ImageBuffer image)
    {
        images.Read(index, image);
        return image.Pixels.ToArray();
    }

    private static EpochReport[] WithoutTimes(TrainingResult result) => [.. result.Epochs.Select(epoch => epoch with { Seconds = 0 })];

    /// <summary>Images of which one cannot be read.</summary>
    private sealed class Damaged(IImageDataset images) : IImageDataset
    {
        public int Count => images.Count;

        public IReadOnlyList<string> ClassNames => images.ClassNames;

        public int LabelOf(int index) => images.LabelOf(index);

        public string NameOf(int index) => $"image {index}";

        public void Read(int index, ImageBuffer image)
        {
            if (index == 7) throw new UnreadableImageException(NameOf(index), "It is damaged.");
            images.Read(index, image);
        }
    }
}
