using Toolkit.Data;
using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Training;

[TestClass]
public sealed class AuxiliaryTrainingTests
{
    private static readonly FineTuningOptions OneEpoch = new()
    {
        Epochs = 1,
        FrozenEpochs = 1,
        BatchSize = 8,
        LearningRate = 1e-3,
        LoaderThreads = 1,
        Input = new InputSpec(3, 32, 32, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 32),
    };

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(0, true)]
    public void AuxiliaryHeadsLearnWithTheBackboneOnly(int frozenEpochs, bool learn)
    {
        using var network = NetworkCatalog.Create("googlenet", 3);
        var before = network.Snapshot();
        new FineTuner(network, OneEpoch with { FrozenEpochs = frozenEpochs }).Fit(TintedImages.Create(24, size: 32));
        var after = network.Snapshot();

        foreach (var key in before.Keys.Where(IsAuxiliaryWeight)) Assert.AreEqual(learn, !before[key].SequenceEqual(after[key]), key);
        Assert.IsFalse(before["fc.weight"].SequenceEqual(after["fc.weight"]));
    }

    [TestMethod]
    public void TheirLossesAreAddedWithTheirWeight()
    {
        using var scope = NewDisposeScope();
        var (logits, first, second) = (Logits(1), Logits(2), Logits(3));
        var labels = tensor(new long[] { 0, 2 });
        var batch = new TensorBatch(logits, labels);
        var objective = new TrainingObjective(LearningTask.Classification, new FineTuningOptions { LabelSmoothing = 0.1 }, null);
        var loss = objective.TrainingLoss(new TrainingOutput(logits, [first, second], 0.3), batch);
        var expected = Entropy(logits) + (0.3f * (Entropy(first) + Entropy(second)));
        Assert.AreEqual(expected, loss.item<float>(), 1e-6f);
        Assert.AreEqual(Entropy(logits), objective.TrainingLoss(TrainingOutput.OfHead(logits), batch).item<float>(), 1e-6f);

        float Entropy(Tensor values) => nn.functional.cross_entropy(values, labels, label_smoothing: 0.1).item<float>();
    }

    [TestMethod]
    public void ImagesTooSmallForThemAreRefusedBeforeTheFirstEpoch()
    {
        using var network = NetworkCatalog.Create("inception_v3", 3);
        var small = OneEpoch with { Epochs = 2, Input = OneEpoch.Input! with { Height = 96, Width = 96 } };
        var tuner = new FineTuner(network, small);
        var error = Assert.ThrowsExactly<ArgumentException>(() => tuner.Fit(TintedImages.Create(24, size: 32)));
        StringAssert.Contains(error.Message, "at least 299×299");
        StringAssert.Contains(error.Message, "96×96");
    }

    private static bool IsAuxiliaryWeight(string name) =>
        name.StartsWith("aux", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal);

    private static Tensor Logits(int factor) => tensor(new[] { 1f, -2, 3, 0.5f, 0, 2 }).mul(factor).reshape(2, 3);
}
