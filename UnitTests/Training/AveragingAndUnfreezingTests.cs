using Toolkit.Data;
using Toolkit.Images;
using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Training;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

/// <summary>Callbacks that decide which weights are kept, which learn, and when a step is taken.</summary>
[TestClass]
public sealed class AveragingAndUnfreezingTests
{
    private static readonly InMemoryImages Train = TintedImages.Create(40), Validation = TintedImages.Create(30, seed: 2);

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 1,
        FrozenEpochs = 0,
        BatchSize = 16,
        LearningRate = 1e-2,
        LoaderThreads = 1,
        BatchNormStatistics = BatchNormStatistics.Keep,
        Seed = 3,
    };

    [TestMethod]
    public void TheMeanOfTheWeightsIsJudgedAndTheTrainingGoesOnFromItsOwn()
    {
        using var network = new TinyNetwork();
        var (run, averaging) = (new TrainingContext(network, Options), new WeightAveraging(decay: 0.75));
        var bias = network.named_parameters().Single(p => p.name == "bn.bias").parameter;
        var (mean, counted) = (0.0, network.state_dict()["bn.num_batches_tracked"]);
        using var noGradient = no_grad();
        averaging.OnRunStarting(run);
        for (var step = 1; step <= 5; step++)
        {
            Arithmetic.Fill(bias, step * step);
            Arithmetic.Increment(counted);
            averaging.OnStepTaken(run);
            var decay = step == 1 ? 0 : Math.Min(0.75, step / (step + 9.0));
            mean = decay * mean + (1 - decay) * step * step;
        }
        averaging.OnValidationStarting(run);
        Assert.AreEqual(mean, bias[0].item<float>(), 1e-5);
        Assert.AreEqual(5, counted.item<long>());
        averaging.OnEpochCompleted(run, new(1, TrainingPhase.Unfrozen, 0, 0, 0, 0, 0, 0, true));
        Assert.AreEqual(25, bias[0].item<float>());
        averaging.OnRunCompleted(run);
    }

    [TestMethod]
    public void TwoHalvesOfABatchAreTheSameStepAsTheWhole()
    {
        // 40 images: two whole steps of 16, and a rest of 8, which is one batch of 8 and none after it.
        var whole = Weights(Options with { Callbacks = [new NoDropout()] });
        var halves = Weights(Options with { BatchSize = 8, Callbacks = [new GradientAccumulation(2), new NoDropout()] });
        foreach (var (name, values) in whole)
            for (var i = 0; i < values.Length; i++) Assert.AreEqual(values[i], halves[name][i], 2e-5, name);
    }

    [TestMethod]
    public void GradientsAreClippedOneByOne()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyNetwork();
        var parameter = new TorchSharp.Modules.Parameter(zeros(4));
        parameter.grad = tensor(new[] { -3f, 0.5f, 2, -0.25f });
        new GradientValueClipping(0.75).OnGradients(new TrainingContext(network, Options) { ParamGroups = [new("all", [parameter], 1)] });
        CollectionAssert.AreEqual(new[] { -0.75f, 0.5f, 0.75f, -0.25f }, parameter.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void WeightDecayCanLeaveBiasAndNormAlone()
    {
        var still = new Scaled(0);
        var options = Options with { Optimizer = Optimizer.Sgd(momentum: 0, weightDecay: 0.5), BatchSize = 40, Callbacks = [still] };
        using var before = new TinyNetwork();
        var start = Snapshot(before);
        foreach (var (name, values) in Weights(options with { WeightDecayOnBiasAndNorm = false }))
        {
            var factor = name is "conv.weight" or "head.fc.weight" ? 1 - 1e-2 * 0.5 : 1;
            for (var i = 0; i < values.Length; i++) Assert.AreEqual(factor * start[name][i], values[i], 1e-6, name);
        }
        Assert.AreEqual(0.995f, Weights(options)["bn.weight"][0], 1e-6f);
    }

    [TestMethod]
    public void GroupsBeginToLearnOneAfterTheOtherFromTheHeadBackwards()
    {
        using var network = NetworkCatalog.Create("resnet20", 3, new NetworkOptions { Seed = 1 });
        network.InputSpec = new InputSpec(3, 8, 8, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 8);
        var groups = network.LayerGroups.Select(group => group.Parameters[0].Name).ToArray();
        var tuner = new FineTuner(network, Options with
        {
            Epochs = 1 + groups.Length,
            FrozenEpochs = 1,
            BatchNormStatistics = BatchNormStatistics.FollowWhileUnfrozen,
            Callbacks = [new GradualUnfreezing()],
        });
        var states = new List<Dictionary<string, float[]>> { Snapshot(network) };
        tuner.EpochCompleted += _ => states.Add(Snapshot(network));
        tuner.Fit(Train, Validation);

        for (var epoch = 1; epoch < states.Count; epoch++)
        {
            var moved = groups.Where(name => !states[epoch - 1][name].SequenceEqual(states[epoch][name])).ToArray();
            CollectionAssert.AreEqual(groups.TakeLast(epoch).ToArray(), moved, $"epoch {epoch}");
        }
        var statistics = states[0].Keys.First(name => name.EndsWith("running_mean", StringComparison.Ordinal));
        CollectionAssert.AreEqual(states[0][statistics], states[groups.Length - 1][statistics]);
        CollectionAssert.AreNotEqual(states[0][statistics], states[groups.Length][statistics]);
        Assert.IsTrue(network.parameters().All(parameter => parameter.requires_grad));
    }

    private static Dictionary<string, float[]> Weights(FineTuningOptions options)
    {
        using var network = new TinyNetwork();
        new FineTuner(network, options).Fit(Train, Validation);
        return Snapshot(network);
    }

    private static Dictionary<string, float[]> Snapshot(Network network) => network.state_dict()
        .Where(entry => entry.Value.is_floating_point()).ToDictionary(entry => entry.Key, entry => entry.Value.detach().data<float>().ToArray());

    private sealed class NoDropout : TrainingCallback
    {
        public override void OnEpochStarting(TrainingContext run) => run.Network.Head.eval();
    }

    private sealed class Scaled(double factor) : TrainingCallback
    {
        public override Tensor OnLoss(TrainingContext run, TensorBatch batch, Tensor logits, Tensor loss) => Arithmetic.Multiply(loss, factor);
    }
}
