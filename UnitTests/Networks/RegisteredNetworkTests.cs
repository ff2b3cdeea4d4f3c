using Microsoft.ML;
using Microsoft.ML.Data;
using Toolkit.Estimators;
using Toolkit.Networks;
using Toolkit.Networks.Tracing;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.Scoring;
using Toolkit.UnitTests.Estimators;
using Toolkit.UnitTests.Onnx;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>A network of a program's own, written with public members only, does by its name what those of the catalog do.</summary>
[TestClass]
public sealed class RegisteredNetworkTests
{
    private const string Name = "two_convolutions";

    private readonly TemporaryFolder folder = new();

    [ClassInitialize]
    public static void Register(TestContext context) =>
        NetworkCatalog.Register(new NetworkEntry(Name, (classes, options) => new TwoConvolutions(classes, options)));

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void IsTrainedSavedAndLoadedByItsName()
    {
        var toys = ToyModel.Shared;
        var ml = toys.ML;
        var options = ToyModel.Options(epochs: 2);
        (options.Network, options.Training) = (Name, options.Training with { Input = TestInputs.Small });
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.TransferLearning().FineTune(options)).Fit(toys.Train);
        ml.TransferLearning().Save(model, toys.Train.Schema, folder.File("a.zip"));
        using var loaded = (IDisposable)ml.TransferLearning().Load(folder.File("a.zip"), out _);
        CollectionAssert.AreEqual(ScoresOf(model), ScoresOf((ITransformer)loaded));

        float[][] ScoresOf(ITransformer transformer) => [.. transformer.Transform(toys.Test).GetColumn<float[]>("Score").Take(1)];
    }

    [TestMethod]
    public void IsFoldedAndExported()
    {
        using var network = NetworkCatalog.Create(Name, 3, new NetworkOptions { Seed = 1 });
        network.eval();
        foreach (var norm in network.modules().OfType<BatchNorm2d>()) norm.running_mean!.normal_();
        using var noGradient = no_grad();
        using var images = randn(2, 3, 32, 32);
        var expected = network.call(images).ToSingles();
        using var folded = new FoldedNetwork(network);
        Tensors.AssertClose(expected, folded.Logits(images).ToSingles(), 1e-5, "folded");

        var input = new OnnxExportOptions { Input = OnnxInput.Normalised, Output = OnnxOutput.Logits, Height = 32, Width = 32 };
        OnnxExport.Write(network, folder.File("a.onnx"), input);
        var exported = OnnxRuntime.Run<float, float>(folder.File("a.onnx"), images.ToSingles(), [3, 32, 32], batchSize: 2);
        Tensors.AssertClose(expected, exported, 1e-5, "ONNX Runtime");
    }

    [TestMethod]
    public void WithoutATracedForwardPassItIsScoredByTorchSharp()
    {
        const string name = "tiny";
        NetworkCatalog.Register(new NetworkEntry(name, (classes, options) => new TinyNetwork(classes)));
        var (ml, log) = (new MLContext(1), new List<string>());
        ml.Log += (_, entry) => log.Add(entry.Message);
        var rows = ml.Data.LoadFromEnumerable(ToyImages.Rows(9));
        IEstimator<ITransformer> Pipeline(ScoringEngine engine) => ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ResizeImages("Image", 8, 8))
            .Append(ml.TransferLearning().FineTune(new ImageFineTuningTrainer.Options { Network = name, Engine = engine, Training = new() { Epochs = 1 } }));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Pipeline(ScoringEngine.OnnxRuntime).Fit(rows));
        StringAssert.Contains(error.Message, "cannot be exported. Choose ScoringEngine.Auto or ScoringEngine.TorchSharp.");

        var model = Pipeline(ScoringEngine.Auto).Fit(rows);
        Assert.HasCount(9, ToyModel.Scores(model.Transform(rows)));
        Assert.IsTrue(log.Any(line => line.Contains("is scored by TorchSharp, because it cannot be exported to ONNX")), string.Join('\n', log));
        var refused = Assert.ThrowsExactly<NotSupportedException>(() => ml.Model.Save(model, rows.Schema, folder.File("a.zip")));
        StringAssert.Contains(refused.Message, "TinyNetwork is not one of the catalog's networks");
    }

    [TestMethod]
    public void ANameIsTakenOnce()
    {
        foreach (var name in new[] { Name, "resnet18" })
        {
            var error = Assert.ThrowsExactly<ArgumentException>(
                () => NetworkCatalog.Register(new NetworkEntry(name, (classes, options) => new TwoConvolutions(classes, options))));
            StringAssert.Contains(error.Message, $"There is a network named \"{name}\" already");
        }
        Assert.ThrowsExactly<ArgumentException>(() => new NetworkEntry("Two Convolutions", (classes, options) => new TwoConvolutions(classes, options)));
    }

    [TestMethod]
    public void ANetworkMustCallItselfAsItsEntryDoes()
    {
        var entry = new NetworkEntry("another_name", (classes, options) => new TwoConvolutions(classes, options));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => entry.Create(3)).Message, $"calls itself \"{Name}\"");
    }

    [TestMethod]
    public void WeightsOfItAreFoundByTheirName()
    {
        WeightsCatalog.Register(new WeightsEntry
        {
            Name = $"{Name}.mine",
            Network = Name,
            Url = new Uri("https://example.org/two_convolutions-01234567.pth"),
            Sha256Prefix = "01234567",
            Size = 1000,
            Classes = 3,
            ClassNames = ["a", "b", "c"],
            Licence = "MIT",
            InputSpec = TestInputs.Small,
        });
        Assert.AreSame(Name, Weights.Named($"{Name}.MINE").Entry!.Network);
        CollectionAssert.Contains(Weights.List().ToArray(), $"{Name}.mine");
        Assert.ThrowsExactly<ArgumentException>(() => WeightsCatalog.Register(WeightsCatalog.Find($"{Name}.mine")));
    }

    private sealed class TwoConvolutions : TracedNetwork
    {
        private const int Maps = 16;

        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private Linear fc;

        public TwoConvolutions(int classes, NetworkOptions? options) : base(Name, classes, options)
        {
            register_module("conv1", conv1 = nn.Conv2d(Options.Channels, Maps, 3, stride: 2, padding: 1));
            register_module("bn1", bn1 = nn.BatchNorm2d(Maps));
            register_module("conv2", conv2 = nn.Conv2d(Maps, Maps, 3, padding: 1));
            register_module("bn2", bn2 = nn.BatchNorm2d(Maps));
            register_module("fc", fc = nn.Linear(Maps, classes));
        }

        public override int FeatureCount => Maps;

        public override int MinimumSize => 2;

        public override nn.Module<Tensor, Tensor> Head => fc;

        public override string HeadPrefix => "fc";

        public override string LastLayerName => "fc";

        protected override IReadOnlyList<string[]> GroupPrefixes => [["conv1", "bn1"], ["conv2", "bn2"]];

        protected override TracedTensor ComputeFeatures(TracedTensor images)
        {
            var maps = images.Through(conv1).Through(bn1).Relu();
            return maps.Through(conv2).Through(bn2).Add(maps).Relu().Mean([2, 3]);
        }

        protected override void ReplaceLastLayer(int classes)
        {
            register_module("fc", null!);
            register_module("fc", fc = nn.Linear(Maps, classes));
        }
    }
}
