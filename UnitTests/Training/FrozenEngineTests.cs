using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Scoring;
using Toolkit.Training;
using Toolkit.UnitTests.Support;

namespace Toolkit.UnitTests.Training;

/// <summary>Frozen epochs whose backbone ONNX Runtime computes.</summary>
[TestClass]
public sealed class FrozenEngineTests
{
    private const int Size = 32;

    private static readonly FineTuningOptions Options = new()
    {
        Epochs = 2,
        FrozenEpochs = 2,
        BatchSize = 16,
        Seed = 3,
        LoaderThreads = 1,
    };

    /// <summary>A head of one layer, heads with dropout and with convolutions, an auxiliary head, attention.</summary>
    [TestMethod]
    [DataRow("resnet20", true)]
    [DataRow("resnet20", false)]
    [DataRow("mobilenet_v2", true)]
    [DataRow("squeezenet1_1", true)]
    [DataRow("squeezenet1_1", false)]
    [DataRow("googlenet", true)]
    [DataRow("swin_t", false)]
    public void BothEnginesTrainTheSameHead(string network, bool augment)
    {
        var options = Options with { AugmentWhileFrozen = augment };
        var (torch, onnx) = (Train(network, options, ScoringEngine.TorchSharp), Train(network, options, ScoringEngine.OnnxRuntime));
        Close.AreClose(torch.Losses, onnx.Losses, 1e-4, "losses");
        Assert.AreEqual(torch.Validation, onnx.Validation, 1e-4);
        Assert.AreNotEqual(torch.Losses[0], torch.Losses[^1]);
    }

    [TestMethod]
    public void TheResultIsTheSameToTheBitWithAnyThreadsAndWithTheFeaturesReusedOrNot()
    {
        var options = Options with { AugmentWhileFrozen = false, ValidationFraction = 0.3 };
        var first = Train("resnet20", options, ScoringEngine.OnnxRuntime);
        foreach (var other in new[] { options, options with { LoaderThreads = 3 }, options with { FeatureCacheBytes = 0 } })
            CollectionAssert.AreEqual(first.Losses, Train("resnet20", other, ScoringEngine.OnnxRuntime).Losses);
        CollectionAssert.AreEqual(first.Losses, Train("resnet20", options, ScoringEngine.Auto).Losses, "the default");
    }

    [TestMethod]
    public void AnEngineThatCannotIsRefusedOrReplaced()
    {
        using var own = new TinyNetwork();
        var images = TintedImages.Create(40);
        StringAssert.Contains(Refusal(own, Options), "cannot be exported to ONNX. Choose Auto or TorchSharp");
        new FineTuner(own, Options).Fit(images);

        using var following = Network("resnet20");
        StringAssert.Contains(
            Refusal(following, Options with { BatchNormStatistics = BatchNormStatistics.Follow }), "the statistics of batch normalisation follow the images");

        string Refusal(Network network, FineTuningOptions options) => Assert.ThrowsExactly<InvalidOperationException>(
            () => new FineTuner(network, options with { FrozenEngine = ScoringEngine.OnnxRuntime }).Fit(images)).Message;
    }

    [TestMethod]
    public void ACheckpointBelongsToItsEngine()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { CheckpointPath = folder.File("run") };
        Train("resnet20", options, ScoringEngine.OnnxRuntime);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train("resnet20", options with { Epochs = 3 }, ScoringEngine.TorchSharp));
        StringAssert.Contains(error.Message, "FrozenEngine was OnnxRuntime and is TorchSharp");
    }

    private static (double[] Losses, double Validation) Train(string name, FineTuningOptions options, ScoringEngine engine)
    {
        using var network = Network(name);
        var result = new FineTuner(network, options with { FrozenEngine = engine }).Fit(TintedImages.Create(60, Size));
        return ([.. result.IterationLosses], result.Epochs[^1].ValidationLoss!.Value);
    }

    private static Network Network(string name)
    {
        var network = NetworkCatalog.Create(name, classes: 3, new NetworkOptions { Seed = 5 });
        network.InputSpec = InputSpec.Cifar10;
        return network;
    }
}
