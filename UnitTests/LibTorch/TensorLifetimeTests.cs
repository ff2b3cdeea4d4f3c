using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Scoring;
using Toolkit.StateDicts;
using Toolkit.Training;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.LibTorch;

/// <summary>
/// Tensors are kept while libtorch works with them. A tensor that nobody refers to any more may be finalized during the native call that got its handle
/// alone; within a dispose scope, the scope refers to it. So no tensor is made outside one.
/// </summary>
[TestClass]
public sealed class TensorLifetimeTests
{
    private static readonly InputSpec Small = new(3, 32, 32, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f], 32);

    private static Dictionary<string, Action<Network>> Calls => new()
    {
        ["train"] = network => Train(network, new()),
        ["train in bfloat16"] = network => Train(network, new() { Precision = TrainingPrecision.BFloat16 }),
        ["train whole"] = network => Train(network, new() { ClassBalancing = ClassBalancing.InverseFrequency, LabelSmoothing = 0.1, Callbacks = [new GradientClipping(1)] }),
        ["evaluate"] = network => Evaluator.Run(network, TintedImages.Create(8, 32)),
        ["score"] = network => { using var scorer = new Scorer(network); scorer.Probabilities(new float[3 * 32 * 32], 1); },
        ["score by TorchSharp"] = network => { using var engine = new TorchEngine(network, NetworkOutput.Probabilities); engine.Run(new float[3 * 32 * 32], 1); },
        ["capture"] = network => StateDictLoader.Capture(network),
        ["load"] = network => StateDictLoader.Load(network, StateDictLoader.Capture(network)),
        ["export"] = network => { using var folder = new TemporaryFolder(); OnnxExport.Write(network, folder.File("a.onnx"), new() { FoldBatchNormalization = true }); },
        ["summary"] = network => NetworkSummary.Of(network),
        ["Grad-CAM"] = network => GradCam.Explain(network, Image()),
        ["feature maps"] = network => FeatureMaps.Of(network, Image(), "layer1"),
        ["filters"] = network => FilterGrid.Of(network),
        ["residual probe"] = Probe,
    };

    public static IEnumerable<object[]> Names => Calls.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void NoTensorIsMadeOutsideADisposeScope(string name)
    {
        using var network = NetworkCatalog.Create("resnet20", 3, new NetworkOptions { Seed = 1 });
        network.InputSpec = Small;
        var before = DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
        Calls[name](network);
        Assert.AreEqual(0, DisposeScopeManager.Statistics.CreatedOutsideScopeCount - before, name);
    }

    private static void Train(Network network, FineTuningOptions options) =>
        new FineTuner(network, options with { Epochs = 2, FrozenEpochs = 1, BatchSize = 8, Seed = 3, Input = Small }).Fit(TintedImages.Create(16, 32), TintedImages.Create(8, 32, seed: 2));

    private static void Probe(Network network)
    {
        using var scope = NewDisposeScope();
        ResidualProbe.Measure(network, rand(2, 3, 32, 32), tensor(new long[] { 0, 1 }));
    }

    private static ImageBuffer Image()
    {
        var image = new ImageBuffer();
        TintedImages.Create(1, 32).Read(0, image);
        return image;
    }
}
