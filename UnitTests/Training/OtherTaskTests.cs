using Toolkit.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Training runs on several labels and on numbers.</summary>
[TestClass]
public sealed class OtherTaskTests
{
    private const int Count = 40;

    private static readonly InputSpec Input = new(3, 8, 8, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 8);

    private static readonly FineTuningOptions WholeBatches = new()
    {
        Epochs = 12,
        FrozenEpochs = 0,
        BatchSize = 1000,
        Optimizer = Optimizer.Sgd(),
        Schedule = Schedule.Constant(),
        LearningRate = 0.02,
        ValidationFraction = 0,
        Augmentation = [],
        Input = Input,
        LoaderThreads = 1,
    };

    private static readonly FineTuningOptions Batches = WholeBatches with
    {
        Epochs = 4,
        FrozenEpochs = 2,
        BatchSize = 8,
        ValidationFraction = 0.25,
        Augmentation = null,
        Optimizer = Optimizer.Adam(),
        Seed = 3,
    };

    /// <summary>Twelve steps on all images at once: weights, losses and what the network says, against the same in PyTorch.</summary>
    [TestMethod]
    [DataRow(LearningTask.MultiLabel)]
    [DataRow(LearningTask.Regression)]
    public void StepsAreThoseOfPyTorch(LearningTask task)
    {
        using var python = new PythonReference();
        using var network = NewNetwork(2);
        var images = Images(task);
        var start = new WeightsAtStart();
        var losses = new FineTuner(network, WholeBatches with { Callbacks = [start] }).Fit(images).IterationLosses;

        foreach (var (name, tensor) in start.Weights) python.Give<float>(name, tensor.ToSingles(), [.. tensor.Shape.Select(size => (long)size)]);
        python.Give<float>("images", Pixels(images), Count, 192);
        python.Give<float>("targets", [.. Enumerable.Range(0, Count).SelectMany(index => images.TargetsOf(index).ToArray())], Count, 2);
        python.Run($$"""
            names = {{string.Join(", ", start.Weights.Keys.Select(name => $"'{name}'"))}}
            weights = [take(name).requires_grad_() for name in names]

            def outputs(images):
                for weight, bias in zip(weights[::2], weights[1::2]):
                    images = torch.nn.functional.linear(images, weight, bias)
                    if bias is not weights[-1]:
                        images = images.relu()
                return images

            images, targets = take("images"), take("targets")
            regression = {{(task == LearningTask.Regression ? "True" : "False")}}
            mean, deviation = targets.mean(0), targets.std(0, unbiased=False)
            loss = torch.nn.functional.mse_loss if regression else torch.nn.functional.binary_cross_entropy_with_logits
            optimizer = torch.optim.SGD(weights, lr=0.02, momentum=0.9)
            losses = []
            for _ in range(12):
                optimizer.zero_grad()
                value = loss(outputs(images), (targets - mean) / deviation if regression else targets)
                value.backward()
                optimizer.step()
                losses.append(value.item())
            save("losses", np.array(losses))
            save("outputs", outputs(images) * deviation + mean if regression else outputs(images).sigmoid())
            """);
        Close.AreClose(python.Take<double>("losses").Values, losses.ToArray(), 1e-4, "losses");
        Close.AreClose(python.Take<float>("outputs").Values, Said(network, images), 1e-4, "outputs");
        Assert.IsLessThan(losses[0] * 0.9, losses[^1]);
    }

    [TestMethod]
    [DataRow(LearningTask.MultiLabel, 0L)]
    [DataRow(LearningTask.MultiLabel, 1L << 20)]
    [DataRow(LearningTask.Regression, 0L)]
    [DataRow(LearningTask.Regression, 1L << 20)]
    public void AnInterruptedTrainingGoesOnBitForBit(LearningTask task, long cacheBytes)
    {
        using var folder = new TemporaryFolder();
        var images = Images(task);
        var options = Batches with { FeatureCacheBytes = cacheBytes, AugmentWhileFrozen = cacheBytes == 0 };
        var (expected, expectedWeights) = Train(images, options);
        var withCheckpoint = options with { CheckpointPath = folder.File("run") };
        foreach (var epoch in new[] { 1, 3 }) Train(images, withCheckpoint, stopAfter: epoch);
        var (resumed, weights) = Train(images, withCheckpoint);

        Assert.AreEqual(4, resumed.Epochs.Count);
        CollectionAssert.AreEqual(expected.IterationLosses.ToArray(), resumed.IterationLosses.ToArray());
        CollectionAssert.AreEqual(expected.Thresholds?.ToArray(), resumed.Thresholds?.ToArray());
        CollectionAssert.AreEqual(
            expected.Epochs.Select(epoch => (epoch.Metric, epoch.TrainAccuracy, epoch.Validation)).ToArray(),
            resumed.Epochs.Select(epoch => (epoch.Metric, epoch.TrainAccuracy, epoch.Validation)).ToArray());
        foreach (var (key, value) in expectedWeights) Assert.IsTrue(value.SequenceEqual(weights[key]), key);

        var other = Retargeted(images, index => [.. images.TargetsOf(index).ToArray().Select(value => 1 - value)]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(other, withCheckpoint));
        StringAssert.Contains(error.Message, "the training set was");
        error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(images, withCheckpoint with { Loss = new AbsoluteLoss() }));
        StringAssert.Contains(error.Message, "Loss was none and is AbsoluteLoss");
    }

    [TestMethod]
    [DataRow(LearningTask.MultiLabel, TrainingMetric.MeanAveragePrecision)]
    [DataRow(LearningTask.Regression, TrainingMetric.RSquared)]
    public void TheEpochWithTheHighestMetricStays(LearningTask task, TrainingMetric metric)
    {
        var (images, validation) = (Images(task, 80), Images(task, 30, seed: 2));
        using var network = NewNetwork(5);
        var iterations = new List<IterationReport>();
        var tuner = new FineTuner(network, Batches with { Epochs = 8, LearningRate = 5e-3, UnfrozenLearningRate = 5e-3 });
        tuner.IterationCompleted += iterations.Add;
        var result = tuner.Fit(images, validation);

        Assert.AreEqual((2, metric), (network.Classes, result.Best!.Metric));
        Assert.IsTrue(iterations.All(report => report.Metric == metric));
        Assert.AreEqual(result.Epochs.Max(epoch => epoch.ValidationAccuracy), result.Best.ValidationAccuracy);
        Assert.IsGreaterThan(0.9, result.Best.ValidationAccuracy!.Value);
        var measured = Evaluator.Run(network, validation);
        Assert.AreEqual(result.Best.ValidationAccuracy.Value, measured.Accuracy, 1e-6);
        Assert.AreEqual(metric, measured.Metric);
        Assert.AreEqual(task == LearningTask.MultiLabel ? 2 : null, result.Thresholds?.Count);
    }

    [TestMethod]
    public void LabelsAreBalancedByPositiveWeights()
    {
        var images = Retargeted(Images(LearningTask.MultiLabel), index => [index < 10 ? 1 : 0, index < 32 ? 1 : 0]);
        var balanced = FirstLoss(images, WholeBatches with { ClassBalancing = ClassBalancing.InverseFrequency });
        using var network = NewNetwork(2);
        network.InputSpec = Input;
        var said = Said(network, images);
        double[] losses = [.. said.Select((p, place) => images.TargetsOf(place / 2)[place % 2] > 0 ? -Math.Log(p) * (place % 2 == 0 ? 3 : 0.25) : -Math.Log(1 - p))];
        Assert.AreEqual(losses.Average(), balanced, 1e-5);
    }

    [TestMethod]
    [DataRow("several labels", "The target 'b' of image 3 is 0.5, but must be 1 for a label")]
    [DataRow("not a number", "The target 'a' of image 3 is NaN, but must be a finite number")]
    [DataRow("constant", "the same for all training images: 'b' is always 7.")]
    [DataRow("all the same labels", "all 40 training images have the same ones of a, b")]
    [DataRow("classes", "Loss CrossEntropyLoss is not for MultiLabel. Leave it out for BinaryCrossEntropyLoss.")]
    [DataRow("smoothing", "MeanSquaredErrorLoss knows no label smoothing, but FineTuningOptions.LabelSmoothing is 0.1")]
    [DataRow("balancing", "ClassBalancing is for classes and labels, and a regression has none")]
    [DataRow("calibration", "CalibrateProbabilities is for Classification, but the images are for MultiLabel")]
    [DataRow("validation", "The training set is for MultiLabel, but the validation set for Regression")]
    public void WhatCannotBeLearnedIsSaid(string what, string words)
    {
        var (labels, numbers) = (Images(LearningTask.MultiLabel), Images(LearningTask.Regression));
        Action train = what switch
        {
            "several labels" => () => Train(Retargeted(labels, index => [1, index == 3 ? 0.5f : 0]), Batches),
            "not a number" => () => Train(Retargeted(numbers, index => [index == 3 ? float.NaN : index, index]), Batches),
            "constant" => () => Train(Retargeted(numbers, index => [index, 7]), Batches),
            "all the same labels" => () => Train(Retargeted(labels, _ => [1, 0]), Batches),
            "classes" => () => Train(labels, Batches with { Loss = Loss.CrossEntropy() }),
            "smoothing" => () => Train(numbers, Batches with { LabelSmoothing = 0.1 }),
            "balancing" => () => Train(numbers, Batches with { ClassBalancing = ClassBalancing.InverseFrequency }),
            "calibration" => () => Train(labels, Batches with { CalibrateProbabilities = true }),
            _ => () => new FineTuner(NewNetwork(2), Batches).Fit(labels, numbers),
        };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(train).Message, words);
    }

    [TestMethod]
    public void ACallbackForClassesIsRefused()
    {
        var mix = new Mixing(batch => nn.functional.one_hot(batch.Labels, 2).to(ScalarType.Float32));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(Images(LearningTask.MultiLabel), Batches with { Callbacks = [mix] }));
        StringAssert.Contains(error.Message, "several labels, or numbers, and not a class each");
        var wide = new Mixing(batch => zeros(batch.Count, 3));
        error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(Images(LearningTask.Regression), Batches with { Callbacks = [wide] }));
        StringAssert.Contains(error.Message, "needs targets of the shape [8, 2], but a callback left [8, 3]");
    }

    [TestMethod]
    public void ALossThatTakesTheMeanItselfIsRefused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Train(Images(LearningTask.Regression), Batches with { Loss = new AbsoluteLoss { TakesMean = true } }));
        StringAssert.Contains(error.Message, "AbsoluteLoss gives losses of the shape [], but must give one an image, [8], or one an output, [8, 2]");
    }

    [TestMethod]
    [DataRow(LearningTask.MultiLabel)]
    [DataRow(LearningTask.Regression)]
    public void ANetworkWhoseOutputsAreNeverNegativeIsRefused(LearningTask task)
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", 2);
        var tuner = new FineTuner(network, Batches with { Input = Input with { Height = 32, Width = 32, ResizeShorterSide = 32 } });
        var error = Assert.ThrowsExactly<NotSupportedException>(() => tuner.Fit(Images(task)));
        StringAssert.Contains(error.Message, "squeezenet1_1 cannot be any number");
    }

    [TestMethod]
    public void MixedTargetsOfLabelsAreLearned()
    {
        var mixing = new Mixing(batch => Arithmetic.Add(Arithmetic.Multiply(batch.Targets!, 0.8), 0.1));
        var mixed = FirstLoss(Images(LearningTask.MultiLabel), WholeBatches with { Callbacks = [mixing] });
        Assert.AreEqual(FirstLoss(Images(LearningTask.MultiLabel), WholeBatches with { LabelSmoothing = 0.2 }), mixed, 1e-6);
    }

    /// <summary>Red and green are there or not, by themselves: two labels, or how much of each there is.</summary>
    private static TargetedImages Images(LearningTask task, int count = Count, int seed = 1)
    {
        var random = new Random(seed);
        var (pixels, targets) = (new byte[count * 192], new float[count][]);
        random.NextBytes(pixels);
        for (var image = 0; image < count; image++)
        {
            double[] tints = [.. Enumerable.Range(0, 2).Select(_ => task == LearningTask.MultiLabel ? random.Next(2) : random.NextDouble())];
            for (var place = 0; place < 128; place++) pixels[image * 192 + place] = (byte)(pixels[image * 192 + place] / 4 + 190 * tints[place / 64]);
            targets[image] = task == LearningTask.MultiLabel ? [(float)tints[0], (float)tints[1]] : [(float)(1000 + 50 * tints[0]), (float)-tints[1]];
        }
        return new(new InMemoryImages(3, 8, 8, pixels, new int[count], ["-"]), task, ["a", "b"], targets);
    }

    private static TargetedImages Retargeted(TargetedImages images, Func<int, float[]> targetsOf) =>
        new(images, images.Task, images.ClassNames, [.. Enumerable.Range(0, images.Count).Select(targetsOf)]);

    private static Network NewNetwork(int outputs) =>
        NetworkCatalog.Create("mlp", outputs, new NetworkOptions { Channels = 3, ImageSize = 8, Width = 16, Seed = 4 });

    private static (TrainingResult Result, Dictionary<string, byte[]> Weights) Train(IImageDataset images, FineTuningOptions options, int? stopAfter = null)
    {
        using var network = NewNetwork(2);
        using var cancellation = new CancellationTokenSource();
        var tuner = new FineTuner(network, options);
        tuner.EpochCompleted += report =>
        {
            if (report.Epoch == stopAfter) cancellation.Cancel();
        };
        return (tuner.Fit(images, cancellation: cancellation.Token), network.Snapshot());
    }

    private static double FirstLoss(IImageDataset images, FineTuningOptions options)
    {
        using var network = NewNetwork(2);
        return new FineTuner(network, options with { Epochs = 1 }).Fit(images).IterationLosses[0];
    }

    private static float[] Pixels(IImageDataset images)
    {
        var preparer = new ImagePreparer(Input);
        return [.. Enumerable.Range(0, images.Count).SelectMany(index => preparer.Prepare(image => images.Read(index, image)))];
    }

    private static float[] Said(Network network, IImageDataset images)
    {
        var scorer = new Scorer(network);
        return images.Task == LearningTask.MultiLabel ? scorer.LabelProbabilities(Pixels(images), images.Count) : scorer.Logits(Pixels(images), images.Count);
    }

    private sealed record AbsoluteLoss : Loss
    {
        public bool TakesMean { get; init; }

        public override Tensor Of(Tensor outputs, Tensor targets, LearningTask task)
        {
            var differences = outputs.sub(targets).abs();
            return TakesMean ? differences.mean() : differences;
        }
    }

    private sealed class Mixing(Func<TensorBatch, Tensor> targets) : TrainingCallback
    {
        public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch) => batch with { Targets = targets(batch) };
    }

    private sealed class WeightsAtStart : TrainingCallback
    {
        public Dictionary<string, TensorData> Weights { get; private set; } = [];

        public override void OnRunStarting(TrainingContext run) => Weights = StateDictLoader.Capture(run.Network).ToDictionary();
    }
}
