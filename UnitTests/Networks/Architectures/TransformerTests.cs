using Toolkit.Images;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks.Architectures;

/// <summary>What only transformers have: position embeddings for one image size, windows, names from elsewhere, dropped blocks.</summary>
[TestClass]
public sealed class TransformerTests
{
    private const string Script = "Networks/transformer_reference.py", Positions = "encoder.pos_embedding";
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DataRow(96)]
    [DataRow(256)]
    public void PositionsAreInterpolatedForImagesOfAnotherSize(int size)
    {
        using var folder = new TemporaryFolder();
        Python.Run(Script, "positions", "224", $"{size}", "192", folder.Path);
        var expected = CheckpointReader.Read(folder.File("positions.pth"));
        var weights = Capture("deit_tiny");
        weights[Positions] = expected["embedding"];

        using var network = NetworkCatalog.Create("deit_tiny", 3, new NetworkOptions { ImageSize = size });
        var report = StateDictLoader.Load(network, weights);
        StringAssert.Contains(report.Adapted.Single().How, $"from 14×14 to {size / 16}×{size / 16} patches");
        Tensors.AssertClose(expected["resized"], network.get_parameter(Positions)!, 1e-5, "positions");
    }

    [TestMethod]
    public void ANetworkForImagesOfAnotherSizeKeepsItWhenPublishedWeightsAreLoaded()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("deit_tiny_patch16_224-a1311bcf.pth");
        Safetensors.Write(file, Capture("deit_tiny"));
        using var network = NetworkCatalog.Create("deit_tiny", 3, new NetworkOptions { ImageSize = 96 });
        var before = network.InputSpec;
        Weights.File(file).LoadInto(network);
        Assert.AreEqual(before with { Interpolation = Interpolation.Bicubic }, network.InputSpec);
    }

    [TestMethod]
    public void ImagesHaveTheSizeThatTheNetworkWasBuiltFor()
    {
        using var network = NetworkCatalog.Create("deit_tiny", 3, new NetworkOptions { ImageSize = 32, Channels = 1 });
        using var scope = NewDisposeScope();
        CollectionAssert.AreEqual(new long[] { 2, 3 }, network.call(zeros(2, 1, 32, 32)).shape);
        Assert.AreEqual((32, 32, 37), (network.InputSpec.Height, network.InputSpec.Width, network.InputSpec.ResizeShorterSide));
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.call(zeros(2, 1, 224, 224)));
        StringAssert.Contains(error.Message, "of 32×32 pixels, but got 224×224");
    }

    [TestMethod]
    [DataRow("vit_b_32", 100, "multiple of 32, but is 100. The nearest is 96.")]
    [DataRow("deit_tiny", 5, "multiple of 16, but is 5. The nearest is 16.")]
    public void AnImageSizeThatThePatchesDoNotFillIsRefused(string name, int size, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => NetworkCatalog.Create(name, 3, new NetworkOptions { ImageSize = size }));
        StringAssert.Contains(error.Message, message);
    }

    [TestMethod]
    public void CheckpointsOfDeitsAuthorsLoad()
    {
        var weights = Capture("deit_tiny");
        string[] published =
        [
            "cls_token", "patch_embed.proj.weight", "patch_embed.proj.bias", "pos_embed",
            .. Enumerable.Range(0, 12).SelectMany(PublishedBlock),
            "norm.weight", "norm.bias", "head.weight", "head.bias",
        ];
        using var network = NetworkCatalog.Create("deit_tiny", 3);
        CollectionAssert.AreEqual(weights.Keys.ToArray(), published.Select(network.NameOf).ToArray());
        AssertLoads(weights, Renamed(weights, weights.Keys.Zip(published).ToDictionary(pair => pair.First, pair => pair.Second)));
    }

    [TestMethod]
    public void CheckpointsOfTorchvisionsFirstReleasesLoad()
    {
        var weights = Capture("deit_tiny");
        var old = weights.Keys.ToDictionary(key => key, key => key.Replace("mlp.0.", "mlp.linear_1.").Replace("mlp.3.", "mlp.linear_2."));
        Assert.AreEqual(48, old.Count(pair => pair.Key != pair.Value));
        AssertLoads(weights, Renamed(weights, old));
    }

    [TestMethod]
    public void ATensorThatIsThereUnderTwoNamesIsReported()
    {
        var weights = Capture("deit_tiny");
        weights.Add("cls_token", weights["class_token"]);
        using var network = NetworkCatalog.Create("deit_tiny", 3);
        var error = Assert.ThrowsExactly<WeightsMismatchException>(() => StateDictLoader.Load(network, weights));
        Assert.AreEqual("cls_token", error.Report.Unexpected.Single().Name);
    }

    [TestMethod]
    [DataRow(36, 60)] // sides that are odd before merging; more windows in one direction than in the other
    [DataRow(100, 20)] // a single window in one direction: no shift along it
    public void SwinTakesImagesOfAnySize(int height, int width)
    {
        using var folder = new TemporaryFolder();
        Python.Run(Script, "swin", $"{height}", $"{width}", folder.Path);
        var expected = CheckpointReader.Read(folder.File("expected.pth"));
        using var network = NetworkCatalog.Create("swin_t", 10);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        StateDictLoader.Load(network, CheckpointReader.Read(folder.File("weights.pth")));
        network.eval();
        Tensors.AssertClose(expected["logits"], network.call(expected["images"].ToTensor()), Tolerance, "logits");
    }

    [TestMethod]
    public void SwinDropsBlocksImageByImageWhileTraining()
    {
        using var network = NetworkCatalog.Create("swin_t", 5, new NetworkOptions { Seed = 1 });
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = ones(8, 3, 32, 32);
        network.eval();
        Assert.AreEqual(1, DifferentRows(network.Features(images)));
        network.train();
        Assert.IsGreaterThan(1, DifferentRows(network.Features(images)));

        using var whole = NetworkCatalog.Create("swin_t", 5, new NetworkOptions { Seed = 1, StochasticDepth = 0 });
        whole.train();
        Assert.AreEqual(1, DifferentRows(whole.Features(images)));
    }

    [TestMethod]
    [DataRow("deit_tiny")]
    [DataRow("swin_t")]
    public void DropoutActsInTheBlocksOnRequest(string name)
    {
        using var plain = NetworkCatalog.Create(name, 5);
        Assert.IsFalse(plain.modules().OfType<TorchSharp.Modules.Dropout>().Any(IsActive));
        using var dropping = NetworkCatalog.Create(name, 5, new NetworkOptions { Dropout = 0.5 });
        Assert.IsTrue(dropping.modules().OfType<TorchSharp.Modules.Dropout>().All(IsActive));
    }

    private static bool IsActive(TorchSharp.Modules.Dropout dropout)
    {
        using var scope = NewDisposeScope();
        return dropout.call(ones(64)).min().item<float>() == 0;
    }

    /// <summary>How many rows differ from the first by more than rounding, and the first.</summary>
    private static int DifferentRows(Tensor features)
    {
        const float rounding = 1e-4f;
        var rows = Enumerable.Range(0, (int)features.shape[0]).Select(i => features[i].ToSingles()).ToList();
        return 1 + rows.Count(row => row.Zip(rows[0], (a, b) => MathF.Abs(a - b)).Max() > rounding);
    }

    private static string[] PublishedBlock(int index) =>
    [
        .. new[] { "norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2" }
            .SelectMany(layer => new[] { $"blocks.{index}.{layer}.weight", $"blocks.{index}.{layer}.bias" }),
    ];

    private static StateDict Capture(string name)
    {
        using var network = NetworkCatalog.Create(name, 3, new NetworkOptions { Seed = 5 });
        return StateDictLoader.Capture(network);
    }

    private static StateDict Renamed(StateDict weights, Dictionary<string, string> names)
    {
        var renamed = new StateDict();
        foreach (var (name, tensor) in weights) renamed.Add(names[name], tensor);
        return renamed;
    }

    private static void AssertLoads(StateDict expected, StateDict weights)
    {
        using var network = NetworkCatalog.Create("deit_tiny", 3, new NetworkOptions { Seed = 6 });
        StateDictLoader.Load(network, weights);
        var loaded = StateDictLoader.Capture(network);
        foreach (var (name, tensor) in expected) Assert.IsTrue(tensor.Bytes.Span.SequenceEqual(loaded[name].Bytes.Span), name);
    }
}
