using Toolkit.Images;
using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.Pretrained;
using Toolkit.StateDicts;
using Toolkit.UnitTests.Images;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

[TestClass]
public sealed class GradCamTests
{
    private const int Classes = 10;

    [TestMethod]
    [DataRow("resnet18", 96, "layer4", true)]
    [DataRow("resnet18", 64, "layer2.0.conv1", false)]
    [DataRow("alexnet32", 32, "features", true)]
    [DataRow("squeezenet1_1", 64, "features", true)]
    [DataRow("deit_tiny", 224, "encoder.layers.encoder_layer_11.ln_1", true)]
    [DataRow("swin_t", 128, "norm", true)]
    [DataRow("swin_t", 64, "features.0.0", false)]
    public void EqualsAutogradsMapInPyTorch(string name, int size, string layer, bool isDefault)
    {
        using var folder = new TemporaryFolder();
        Python.Run("Inspection/grad_cam.py", name, $"{Classes}", $"{size}", layer, folder.Path);
        var expected = CheckpointReader.Read(folder.File("expected.pth"));
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create(name, Classes);
        StateDictLoader.Load(network, CheckpointReader.Read(folder.File("weights.pth")));
        var map = GradCam.Explain(network, expected["image"].ToTensor(), layer: isDefault ? null : layer);

        var likeliest = (int)expected["class"].ToTensor().item<long>();
        Assert.AreEqual((layer, likeliest, size, size), (map.Layer, map.Class, map.Height, map.Width));
        Assert.AreEqual(expected["score"].ToSingles()[0], map.Score, 1e-4 * Math.Abs(map.Score));
        Tensors.AssertClose(expected["heat"].ToSingles(), map.Values.ToArray(), 1e-4, name);
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void ExplainsEveryNetworkOfTheCatalog(string name)
    {
        using var network = NetworkCatalog.Create(name, Classes, new NetworkOptions { Seed = 1 });
        using var scope = NewDisposeScope();
        var (channels, size) = (network.Options.Channels, NetworkCases.SmallImageSize(network));
        var image = randn(1, channels, size, size);
        if (!network.modules().OfType<TorchSharp.Modules.Conv2d>().Any())
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => GradCam.Explain(network, image));
            StringAssert.Contains(error.Message, "no layer with convolutions");
            return;
        }
        var map = GradCam.Explain(network, image);
        Assert.AreEqual((size, size), (map.Height, map.Width));
        Assert.IsTrue(map.Values.ToArray().All(value => value is >= 0 and <= 1));
    }

    [TestMethod]
    public void ExplainsTheLikeliestClassOfAFrozenNetworkAndLeavesItAsItWas()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create("resnet18", 4, new NetworkOptions { Seed = 8 });
        foreach (var parameter in network.parameters()) parameter.requires_grad = false;
        var image = randn(1, 3, 64, 64);
        network.train();
        var map = GradCam.Explain(network, image);

        Assert.IsTrue(network.training);
        Assert.IsFalse(is_grad_enabled());
        Assert.IsTrue(network.parameters().All(parameter => parameter.grad is null));
        network.eval();
        var logits = network.call(image).ToSingles();
        Assert.AreEqual(logits.Max(), map.Score, 1e-5);
        Assert.AreEqual(logits.AsSpan().IndexOf(logits.Max()), map.Class);
    }

    [TestMethod]
    public void DrawsTheMapOverWhatTheNetworkSees()
    {
        using var folder = new TemporaryFolder();
        using var network = NetworkCatalog.Create("resnet18", 4, new NetworkOptions { Seed = 8 });
        var map = GradCam.Explain(network, TestImages.Scene(300, 260), 1);
        Assert.AreEqual((224, 224), (map.Height, map.Width));

        map.Save(folder.File("heat.png"), opacity: 1);
        var saved = new ImageBuffer();
        ImageDecoder.DecodeFile(folder.File("heat.png"), saved);
        TestImages.AreEqual(map.Draw(1), saved, 0, "saved picture");
        var hottest = map.Values.IndexOf(1f);
        Assert.AreEqual((128, 0, 0), (saved.Plane(0)[hottest], saved.Plane(1)[hottest], saved.Plane(2)[hottest]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => map.Draw(1.5));
    }

    [TestMethod]
    public void RefusesWrongClassesLayersAndImages()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("alexnet32", 4);
        var image = zeros(1, 3, 32, 32);
        var noClass = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GradCam.Explain(network, image, 4));
        StringAssert.Contains(noClass.Message, "classes 0 to 3, but was asked about 4");
        var noMaps = Assert.ThrowsExactly<ArgumentException>(() => GradCam.Explain(network, image, 0, "classifier.1"));
        StringAssert.Contains(noMaps.Message, "[1, 4096]");
        Assert.ThrowsExactly<ArgumentException>(() => GradCam.Explain(network, image, 0, "features.99"));
        Assert.ThrowsExactly<ArgumentException>(() => GradCam.Explain(network, zeros(2, 3, 32, 32), 0));
    }
}
