using Toolkit.Data;
using Toolkit.Networks;
using Toolkit.Training;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>The temperature and the threshold that are fitted to validation images: beside PyTorch, by formula, and in a training.</summary>
[TestClass]
public sealed class ConfidenceTests
{
    private static readonly InMemoryImages Train = TintedImages.Create(48), Validation = TintedImages.Create(60, seed: 2, tint: 25);

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 3,
        FrozenEpochs = 1,
        BatchSize = 16,
        LearningRate = 1e-2,
        UnfrozenLearningRate = 5e-3,
        LoaderThreads = 1,
    };

    public static IEnumerable<TestDataRow<string>> Networks => NetworkCases.All;

    [TestMethod]
    [DataRow(5.0)]
    [DataRow(0.5)]
    public void TheTemperatureIsPyTorchs(double sharpness)
    {
        var logits = Noisy(400, 5, sharpness);
        using var python = new PythonReference();
        python.Give<float>("logits", logits.Values, 400, 5);
        python.Give<long>("labels", [.. logits.Labels.Select(label => (long)label)], 400);
        python.Run(
            """
            z, y = take("logits").double(), take("labels")
            log_t = torch.zeros((), dtype=torch.double, requires_grad=True)
            optimizer = torch.optim.LBFGS([log_t], lr=0.5, max_iter=500, tolerance_grad=1e-12, tolerance_change=1e-14, line_search_fn="strong_wolfe")
            def closure():
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(z / log_t.exp(), y)
                loss.backward()
                return loss
            optimizer.step(closure)
            save("found", torch.stack([log_t.exp().detach(), torch.nn.functional.cross_entropy(z, y), closure().detach()]))
            """);
        var found = python.Take<double>("found").Values;
        var temperature = TemperatureSearch.Of(logits);
        Assert.AreEqual(found[0], temperature, 1e-6 * found[0]);
        Assert.AreEqual(found[1], TemperatureSearch.Loss(logits, 1).Value, 1e-9);
        Assert.AreEqual(found[2], TemperatureSearch.Loss(logits, 1 / temperature).Value, 1e-9);
    }

    [TestMethod]
    public void TheTemperatureIsBounded()
    {
        ValidationLogits Of(int right, float height) => new(3, [.. Enumerable.Range(0, 10).SelectMany(i => new[] { height, 0f, 0f })], [.. Enumerable.Repeat(right, 10)]);
        Assert.AreEqual(0.1, TemperatureSearch.Of(Of(0, 1)), 1e-6, "always right");
        Assert.AreEqual(10, TemperatureSearch.Of(Of(1, 1)), 1e-6, "always wrong");
        Assert.AreEqual(1, TemperatureSearch.Of(Of(0, 0)), "all the same");
        Assert.AreEqual(1, TemperatureSearch.Of(Of(0, 1e6f)), "sure beyond the numbers' precision");
        Assert.AreEqual(10, TemperatureSearch.Of(Of(1, 1e6f)), 1e-6);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.05)]
    [DataRow(0.2)]
    [DataRow(0.6)]
    public void TheThresholdIsTheLowestThatKeepsToTheShare(double share)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var logits = Noisy(60, 3, 2, seed);
            (float Confidence, bool IsRight)[] answers = [.. Enumerable.Range(0, 60).Select(logits.AnswerTo)];
            var found = RejectionSearch.Of(logits, share);
            // Every set of answers that some threshold gives, the largest first.
            float[] least = [.. answers.Select(answer => answer.Confidence).Distinct().Order()];
            var lowest = least.Cast<float?>().FirstOrDefault(threshold => Wrong(threshold!.Value) <= share * Count(threshold.Value));
            if (lowest is not { } expected)
            {
                Assert.AreEqual((RejectionSearch.Nothing, 0.0, double.NaN), (found.Threshold, found.Answered, found.Accuracy));
                continue;
            }
            Assert.AreEqual((Count(expected), Wrong(expected)), (Count(found.Threshold), Wrong(found.Threshold)));
            Assert.AreEqual(Count(expected) / 60.0, found.Answered, 1e-12);
            Assert.AreEqual(1 - Wrong(expected) / (double)Count(expected), found.Accuracy, 1e-12);
            var place = Array.IndexOf(least, expected);
            Assert.AreEqual(place == 0 ? 0 : (least[place - 1] + expected) / 2, found.Threshold, 1e-6, "half way, or 0 where all are answered");

            int Count(float threshold) => answers.Count(answer => answer.Confidence >= threshold);
            int Wrong(float threshold) => answers.Count(answer => answer.Confidence >= threshold && !answer.IsRight);
        }
    }

    [TestMethod]
    public void ASureMistakeLeavesNoAnswer()
    {
        var logits = new ValidationLogits(2, [9, 0, 1, 0], [1, 0]);
        var none = RejectionSearch.Of(logits, 0.4);
        Assert.IsGreaterThan(1f, none.Threshold);
        Assert.AreEqual(0.0, none.Answered);
        var all = RejectionSearch.Of(logits, 0.5);
        Assert.AreEqual((0f, 1.0, 0.5), (all.Threshold, all.Answered, all.Accuracy));
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void TheLastLayerScalesTheLogitsOfEveryNetwork(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create(name, 4, new NetworkOptions { Seed = 3 });
        network.eval();
        var size = NetworkCases.SmallImageSize(network);
        network.InputSpec = network.InputSpec with { Height = size, Width = size };
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        LogitScale.Check(network);
        foreach (var (parameter, value) in network.state_dict()) Assert.IsTrue(before[parameter].Equals(value), parameter);
        var images = randn(2, network.Options.Channels, size, size);
        var logits = network.call(images);
        LogitScale.Multiply(network, 1 / 2.5);
        Assert.IsTrue(network.call(images).allclose(logits.div(tensor(2.5f)), rtol: 1e-4, atol: 1e-6));
    }

    [TestMethod]
    public void TrainingEndsWithScaledLogitsAndTheSameAnswers()
    {
        using var scope = NewDisposeScope();
        using var plain = new TinyNetwork();
        using var calibrated = new TinyNetwork();
        var without = new FineTuner(plain, Options).Fit(Train, Validation);
        var with = new FineTuner(calibrated, Options with { CalibrateProbabilities = true, AcceptedErrorShare = 0.1 }).Fit(Train, Validation);

        Assert.AreEqual((null, null), (without.Calibration, without.Rejection));
        Assert.AreEqual(without.Best!.ValidationLoss!.Value, with.Calibration!.LossBefore, 1e-5);
        Assert.IsLessThanOrEqualTo(with.Calibration.LossBefore, with.Calibration.LossAfter);
        Assert.AreEqual(60, with.Calibration.Images);
        var score = Evaluator.Run(calibrated, Validation);
        Assert.AreEqual(with.Calibration.LossAfter, score.Loss, 1e-5);
        Assert.AreEqual(without.Best.ValidationAccuracy, score.Accuracy);
        foreach (var (name, value) in plain.state_dict())
        {
            var expected = name.StartsWith(plain.LastLayerName + ".", StringComparison.Ordinal) ? value.detach().div(tensor((float)with.Calibration.Temperature)) : value;
            Assert.IsTrue(expected.allclose(calibrated.state_dict()[name], rtol: 1e-5, atol: 1e-7), name);
        }
        Assert.IsLessThanOrEqualTo(0.1 + 1e-9, 1 - with.Rejection!.Accuracy);
    }

    [TestMethod]
    public void ARunFromACheckpointIsCalibratedOnce()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { CheckpointPath = folder.File("run") };
        using var first = new TinyNetwork();
        Assert.IsNull(new FineTuner(first, options).Fit(Train, Validation).Calibration);
        List<double> temperatures = [];
        for (var i = 0; i < 2; i++)
        {
            using var network = new TinyNetwork();
            temperatures.Add(new FineTuner(network, options with { CalibrateProbabilities = true }).Fit(Train, Validation).Calibration!.Temperature);
        }
        Assert.AreEqual(temperatures[0], temperatures[1]);
    }

    [TestMethod]
    public void WithoutValidationImagesItIsRefusedBeforeTheFirstEpoch()
    {
        using var network = new TinyNetwork();
        foreach (var options in new[] { Options with { CalibrateProbabilities = true }, Options with { AcceptedErrorShare = 0.1 } })
        {
            var tuner = new FineTuner(network, options with { ValidationFraction = 0 });
            tuner.IterationCompleted += _ => Assert.Fail("It trains.");
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentException>(() => tuner.Fit(Train)).Message, "needs validation images, and there are none. Give a validation set");
        }
        foreach (var share in new[] { -0.1, 1, double.NaN })
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<ArgumentOutOfRangeException>((Options with { AcceptedErrorShare = share }).Validate).Message,
                "AcceptedErrorShare must be at least 0 and below 1");
        }
    }

    [TestMethod]
    public void AHeadWithNumbersOfItsOwnBehindTheLastLayerIsRefused()
    {
        using var network = new TinyNetwork();
        var shift = network.Head.register_forward_hook((_, _, output) => Toolkit.LibTorch.Arithmetic.Add(output, 1));
        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(
                () => new FineTuner(network, Options with { CalibrateProbabilities = true }).Fit(Train, Validation)).Message,
            "do not grow with the weights of its last layer, head.fc");
        shift.remove();
    }

    /// <summary>Logits that are right most of the time, by far or hardly.</summary>
    private static ValidationLogits Noisy(int images, int classes, double sharpness, int seed = 1)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, images).Select(_ => random.Next(classes))];
        return new(classes, [.. labels.SelectMany(label => Enumerable.Range(0, classes).Select(
            i => (float)(sharpness * (random.NextDouble() + random.NextDouble() + (i == label ? 0.5 : 0)))))], labels);
    }
}
