using Toolkit.Data;
using Toolkit.LibTorch;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>What callbacks see and change, and the callbacks of the toolkit.</summary>
[TestClass]
public sealed class CallbackTests
{
    private static readonly InMemoryImages Train = TintedImages.Create(48), Validation = TintedImages.Create(30, seed: 2);

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 2,
        FrozenEpochs = 1,
        BatchSize = 16,
        LearningRate = 1e-2,
        UnfrozenLearningRate = 5e-3,
        LoaderThreads = 1,
    };

    [TestMethod]
    public void EveryMethodIsCalledInItsPlace()
    {
        var calls = new Journal();
        Fit(Options with { Callbacks = [calls] });
        string[] step = ["batch", "loss", "gradients", "step"];
        string[] epoch = ["epoch", .. step, .. step, .. step, "validation"];
        CollectionAssert.AreEqual(
            (string[])["run 0", .. epoch, "completed 1 Frozen 3/3", .. epoch, "completed 2 Unfrozen 3/3", "end"], calls.Lines);
    }

    [TestMethod]
    public void TheLossAndTheBatchAreTheCallbacks()
    {
        var plain = Fit(Options);
        var doubled = Fit(Options with { Callbacks = [new Change { Loss = loss => Arithmetic.Multiply(loss, 2) }] });
        Assert.AreEqual(2 * plain.IterationLosses[0], doubled.IterationLosses[0], 1e-6);

        var soft = Fit(Options with
        {
            Callbacks = [new Change { Batch = batch => batch with { Targets = nn.functional.one_hot(batch.Labels, 3).to(ScalarType.Float32) } }],
        });
        Assert.AreEqual(plain.IterationLosses[0], soft.IterationLosses[0], 1e-6, "targets that say what the labels say");

        var other = Fit(Options with
        {
            Callbacks = [new Change { Batch = batch => batch with { Targets = full([batch.Count, 3], 1f / 3) } }],
        });
        Assert.AreNotEqual(plain.IterationLosses[0], other.IterationLosses[0], 1e-4);
    }

    [TestMethod]
    public void GradientsAreClippedAsPyTorchDoes()
    {
        using var reference = new PythonReference();
        float[] weights = [3, -4, 0.5f], inputs = [1, 2, 2];
        reference.Give("w", (ReadOnlySpan<float>)weights, 3);
        reference.Give("x", (ReadOnlySpan<float>)inputs, 3);
        reference.Run("""
            a, b = torch.nn.Parameter(take("w")), torch.nn.Parameter(take("x"))
            (a * b * b).sum().backward()
            for limit in (0.5, 100.0):
                grads = [a.grad.clone(), b.grad.clone()]
                p, q = torch.nn.Parameter(a.detach().clone()), torch.nn.Parameter(b.detach().clone())
                p.grad, q.grad = grads
                torch.nn.utils.clip_grad_norm_([p, q], limit)
                save(f"clipped {limit}", torch.cat([p.grad, q.grad]))
            """);
        using var network = new TinyNetwork();
        foreach (var (limit, name) in new[] { (0.5, "clipped 0.5"), (100, "clipped 100.0") })
        {
            using var scope = NewDisposeScope();
            var (a, b) = (nn.Parameter(tensor(weights)), nn.Parameter(tensor(inputs)));
            a.mul(b).mul(b).sum().backward();
            var run = new TrainingContext(network, Options) { ParamGroups = [new("a", [a], 1), new("b", [b], 1)] };
            using (no_grad()) new GradientClipping(limit).OnGradients(run);
            Close.AreClose(reference.Take<float>(name).Values, [.. a.grad!.data<float>(), .. b.grad!.data<float>()], 1e-6, name);
        }
    }

    [TestMethod]
    public void HeldStepsAddUpGradients()
    {
        // Two half batches, each with half the loss, are one batch: without batch normalisation that follows, and without a random head.
        var whole = Options with
        {
            Epochs = 1,
            FrozenEpochs = 0,
            BatchSize = 48,
            Optimizer = Optimizer.Sgd(momentum: 0),
            BatchNormStatistics = BatchNormStatistics.Keep,
            Augmentation = [],
            Callbacks = [new NoDropout()],
        };
        var halves = whole with { BatchSize = 24, Callbacks = [new NoDropout(), new Change { Loss = loss => Arithmetic.Multiply(loss, 0.5) }, new EverySecond()] };
        var (one, two) = (Weights(whole), Weights(halves));
        foreach (var (name, values) in one) Close.AreClose(values, two[name], 5e-6, name); // sums of single precision, in another order
    }

    [TestMethod]
    public void TheEndIsToldHoweverItComes()
    {
        var calls = new Journal();
        Assert.ThrowsExactly<InvalidOperationException>(
            () => Fit(Options with { FrozenEpochs = 0, LearningRate = 1e30, Optimizer = Optimizer.Sgd(), Callbacks = [calls] }));
        Assert.AreEqual("end", calls.Lines[^1]);
    }

    [TestMethod]
    public void HeldGradientsAreClippedOnceTheStepIsTaken()
    {
        using var network = new TinyNetwork();
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(tensor(new[] { 3f, 4f }));
        weight.mul(weight).sum().backward();
        var run = new TrainingContext(network, Options) { ParamGroups = [new("a", [weight], 1)] };
        run.HoldStep();
        using (no_grad()) new GradientClipping(1).OnGradients(run);
        CollectionAssert.AreEqual(new[] { 6f, 8f }, weight.grad!.data<float>().ToArray());
        Assert.ThrowsExactly<ArgumentException>(() => new ParameterState(weight)["step"]);
    }

    [TestMethod]
    public void EarlyStoppingWaitsAsLongAsItIsPatient()
    {
        foreach (var (losses, stopsAfter) in new[]
        {
            (new[] { 1.0, 0.9, 0.95, 0.92, 0.91, 0.8 }, 5), ([1.0, 0.9, 0.95, 0.85, 0.9, 0.9, 0.9], 7), ([1.0, 0.999, 0.998, 0.997], 4), ([5.0, 4, 3, 2, 1], 0),
        })
        {
            using var network = new TinyNetwork();
            var run = new TrainingContext(network, Options with { FrozenEpochs = 0, Epochs = 9 }) { Phase = TrainingPhase.Unfrozen };
            var stopping = new EarlyStopping(patience: 2, minimumChange: 0.01);
            stopping.OnRunStarting(run);
            var epoch = 0;
            foreach (var loss in losses.TakeWhile(_ => run.StopReason is null)) stopping.OnEpochCompleted(run, Report(++epoch, loss));
            Assert.AreEqual(stopsAfter, run.StopReason is null ? 0 : epoch, string.Join(" ", losses));
        }
    }

    [TestMethod]
    [DataRow(EarlyStoppingMetric.Loss, 0, 0.0)]
    [DataRow(EarlyStoppingMetric.Loss, 3, 0.02)]
    [DataRow(EarlyStoppingMetric.Accuracy, 0, 0.0)]
    [DataRow(EarlyStoppingMetric.Accuracy, 1, 0.0)]
    [DataRow(EarlyStoppingMetric.Accuracy, 3, 0.05)]
    public void TheLastEpochFollowsFromTheFormula(EarlyStoppingMetric metric, int patience, double change)
    {
        var random = new Random(7);
        for (var run = 0; run < 50; run++)
        {
            // Both figures of both sets, so that looking at another one gives another epoch; a loss that is no number is no progress.
            var validated = run % 2 == 0;
            EpochReport[] reports = [.. Enumerable.Range(1, 30).Select(epoch => new EpochReport(
                epoch, TrainingPhase.Unfrozen, random.NextDouble() / epoch, 1 - random.NextDouble() / epoch,
                validated ? epoch % 9 == 0 ? double.NaN : random.NextDouble() / epoch : null, validated ? 1 - random.NextDouble() / epoch : null, 1, 1, false))];
            double[] figures = [.. reports.Select(report => metric == EarlyStoppingMetric.Loss
                ? validated ? report.ValidationLoss!.Value : report.TrainLoss
                : -(validated ? report.ValidationAccuracy!.Value : report.TrainAccuracy))];
            Assert.AreEqual(LastEpoch(figures, patience, change), StoppedAfter(new EarlyStopping(patience, change, metric), reports));
        }
    }

    /// <summary>The first epoch that follows on more epochs without progress than are waited for.</summary>
    private static int LastEpoch(double[] figures, int patience, double change)
    {
        List<int> progress = [];
        for (var epoch = 1; epoch <= figures.Length; epoch++)
        {
            var best = progress.Count == 0 ? double.PositiveInfinity : figures[progress[^1] - 1];
            if (figures[epoch - 1] < best - change) progress.Add(epoch);
            if (epoch - progress.LastOrDefault() == patience + 1) return epoch;
        }
        return 0;
    }

    private static int StoppedAfter(EarlyStopping stopping, IEnumerable<EpochReport> reports)
    {
        using var network = new TinyNetwork();
        var run = new TrainingContext(network, Options with { FrozenEpochs = 0, Epochs = 99 }) { Phase = TrainingPhase.Unfrozen };
        stopping.OnRunStarting(run);
        foreach (var report in reports)
        {
            stopping.OnEpochCompleted(run, report);
            if (run.StopReason is not { } reason) continue;
            StringAssert.Contains(reason, stopping.Metric == EarlyStoppingMetric.Loss ? "loss has not fallen" : "accuracy has not risen");
            return report.Epoch;
        }
        return 0;
    }

    [TestMethod]
    public void EarlyStoppingDoesNotCountTheFrozenEpochs()
    {
        // A rate too small to learn anything: the loss stands still in all epochs, and the patience of one ends in the third unfrozen one.
        var result = Fit(Options with
        {
            Epochs = 8,
            FrozenEpochs = 4,
            LearningRate = 1e-12,
            UnfrozenLearningRate = 1e-12,
            BatchNormStatistics = BatchNormStatistics.Keep,
            Callbacks = [new EarlyStopping(patience: 1, minimumChange: 1e-3)],
        });
        Assert.HasCount(7, result.Epochs);
        StringAssert.Contains(result.StopReason, "2 epochs");
        Assert.IsFalse(result.Cancelled);
    }

    private static EpochReport Report(int epoch, double loss) => new(epoch, TrainingPhase.Unfrozen, 0, 0, loss, 0.5, 1, 1, false);

    private static TrainingResult Fit(FineTuningOptions options)
    {
        using var network = new TinyNetwork();
        return new FineTuner(network, options).Fit(Train, Validation);
    }

    private static Dictionary<string, float[]> Weights(FineTuningOptions options)
    {
        using var network = new TinyNetwork();
        new FineTuner(network, options).Fit(Train, Validation);
        return network.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().data<float>().ToArray());
    }

    private sealed class Journal : TrainingCallback
    {
        public List<string> Lines { get; } = [];

        public override void OnRunStarting(TrainingContext run) => Lines.Add($"run {run.Epoch}");

        public override void OnEpochStarting(TrainingContext run) => Lines.Add("epoch");

        public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch)
        {
            Assert.IsTrue(run.BatchesAreImages);
            CollectionAssert.AreEqual(new long[] { 16, 3, 8, 8 }, batch.Inputs.shape);
            Lines.Add("batch");
            return batch;
        }

        public override Tensor OnLoss(TrainingContext run, TensorBatch batch, Tensor logits, Tensor loss)
        {
            CollectionAssert.AreEqual(new long[] { 16, 3 }, logits.shape);
            Lines.Add("loss");
            return loss;
        }

        public override void OnGradients(TrainingContext run)
        {
            Assert.IsTrue(run.ParamGroups.SelectMany(group => group.Parameters).All(parameter => parameter.grad is not null));
            Lines.Add("gradients");
        }

        public override void OnStepTaken(TrainingContext run) => Lines.Add("step");

        public override void OnValidationStarting(TrainingContext run) => Lines.Add("validation");

        public override void OnEpochCompleted(TrainingContext run, EpochReport report) =>
            Lines.Add($"completed {report.Epoch} {run.Phase} {run.Iteration}/{run.Iterations}");

        public override void OnRunCompleted(TrainingContext run) => Lines.Add("end");
    }

    private sealed class Change : TrainingCallback
    {
        public Func<TensorBatch, TensorBatch> Batch { get; init; } = batch => batch;

        public Func<Tensor, Tensor> Loss { get; init; } = loss => loss;

        public override TensorBatch OnBatch(TrainingContext run, TensorBatch batch) => Batch(batch);

        public override Tensor OnLoss(TrainingContext run, TensorBatch batch, Tensor logits, Tensor loss) => Loss(loss);
    }

    private sealed class EverySecond : TrainingCallback
    {
        public override void OnGradients(TrainingContext run)
        {
            if (run.Iteration % 2 == 1) run.HoldStep();
        }
    }

    private sealed class NoDropout : TrainingCallback
    {
        public override void OnEpochStarting(TrainingContext run) => run.Network.Head.eval();
    }
}
