using Toolkit.Files;
using Toolkit.Networks;
using Toolkit.Onnx;
using Toolkit.Pretrained;
using Toolkit.UnitTests.Networks;
using Toolkit.UnitTests.Support;
using Toolkit.UnitTests.Training;
using TorchSharp;

namespace Toolkit.UnitTests.Onnx;

/// <summary>Exported files as ONNX's own checker sees them, what is in them, and mistakes.</summary>
[TestClass]
public sealed class OnnxFormatTests
{
    private static readonly string[] Names = ["Käfer", "蜂", "a \"quoted\" name"];

    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void DeleteFolder() => folder.Dispose();

    [TestMethod]
    public void TheFileNamesTheLicenceOfTheWeights()
    {
        using var network = NetworkCatalog.Create("resnet18_mlnet", 1000);
        Weights.Named("resnet18.mlnet").LoadInto(network);
        StringAssert.StartsWith(LicenceIn(new()), "MIT (ML.NET)");
        Assert.AreEqual("ours", LicenceIn(new() { Licence = "ours" }));
        network.WeightsLicence = null;
        Assert.IsNull(LicenceIn(new()));

        string? LicenceIn(OnnxExportOptions options)
        {
            OnnxExport.Write(network, folder.File("a.onnx"), options);
            using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(folder.File("a.onnx"));
            return session.ModelMetadata.CustomMetadataMap.GetValueOrDefault("licence");
        }
    }

    /// <summary>One member a family, in every form; the checker also infers all shapes anew.</summary>
    [TestMethod]
    public void OnnxsCheckerAcceptsEveryFamily()
    {
        string[] networks =
        [
            "lenet_bn", "alexnet_original", "vgg11_bn_small", "nin_small", "resnet18", "resnetv2_18_small", "resnet20", "squeezenet1_0",
            "densenet_small", "googlenet_plain", "inception_v3", "mobilenet_v3_small", "efficientnet_b0", "deit_tiny", "swin_t",
        ];
        var forms = Enum.GetValues<OnnxInput>();
        foreach (var (name, form) in networks.Select((name, i) => (name, forms[i % forms.Length])))
        {
            using var network = NetworkCatalog.Create(name, 3);
            var size = NetworkCases.SmallImageSize(network);
            OnnxExport.Write(network, folder.File($"{name}.onnx"), new OnnxExportOptions { Input = form, Height = size, Width = size });
        }

        var checkedFiles = CheckWithPython(folder.Path);
        CollectionAssert.AreEquivalent(networks.Select(name => $"{name}.onnx").ToArray(), checkedFiles.Keys.ToArray());
        Assert.IsTrue(checkedFiles.Values.All(line => line.StartsWith("opset 17, batch free, 3 outputs", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void OnnxsCheckerAcceptsInt8()
    {
        string[] networks = ["alexnet_small", "resnet18", "resnet20", "squeezenet1_1", "densenet_small", "googlenet", "mobilenet_v3_small", "swin_t"];
        foreach (var name in networks)
        {
            using var network = NetworkCatalog.Create(name, 3);
            var size = NetworkCases.SmallImageSize(network);
            var photos = OnnxPhotos.Draw(2, network.InputSpec with { Height = size, Width = size, ResizeShorterSide = size });
            var options = new OnnxExportOptions { Height = size, Width = size, Quantization = new(photos.NormalisedImages) };
            OnnxExport.Write(network, folder.File($"{name}.onnx"), options);
        }
        var checkedFiles = CheckWithPython(folder.Path);
        CollectionAssert.AreEquivalent(networks.Select(name => $"{name}.onnx").ToArray(), checkedFiles.Keys.ToArray());
        Assert.IsTrue(checkedFiles.Values.All(line => line.StartsWith("opset 17, batch free, 3 outputs", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void MetadataSaysHowToUseTheFile()
    {
        using var network = NetworkCatalog.Create("lenet", 3, new NetworkOptions { Channels = 1 });
        var options = new OnnxExportOptions { ClassNames = Names, InputName = "x", OutputName = "y", Output = OnnxOutput.Logits };
        OnnxExport.Write(network, folder.File("named.onnx"), options);
        Assert.AreEqual(
            "opset 17, batch free, 3 outputs, x [1, 28, 28] -> y; architecture lenet; "
            + """class_names ["Käfer","蜂","a \"quoted\" name"]; """
            + "input grey pixels from 0 to 255, planar: [N, C, H, W]; interpolation bilinear; mean [0.1307]; output logits; "
            + "resize_shorter_side 28; std [0.3081]",
            CheckWithPython(folder.Path)["named.onnx"]);
    }

    /// <summary>Running statistics as well: the runtime folds batch normalisation, the file does not.</summary>
    [TestMethod]
    [DataRow("squeezenet1_1")]
    [DataRow("resnet18_small")]
    [DataRow("lenet_bn")]
    [DataRow("densenet_small")]
    public void InitializersAreTheNetworksStateDict(string name)
    {
        using var network = NetworkCatalog.Create(name, 3);
        OnnxExport.Write(network, folder.File("a.onnx"));
        var initializers = CheckpointReader.Read(folder.File("a.onnx"));
        foreach (var (key, tensor) in network.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(tensor.ToSingles(), initializers[key].ToSingles(), key);
    }

    [TestMethod]
    public void ExportLeavesTheNetworkAsItWas()
    {
        using var network = NetworkCatalog.Create("resnet20", 3);
        network.train();
        var before = network.Snapshot();
        OnnxExport.Write(network, folder.File("a.onnx"));
        Assert.IsTrue(network.training && network.modules().All(module => module.training));
        foreach (var (name, bytes) in network.Snapshot()) CollectionAssert.AreEqual(before[name], bytes, name);
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        using var network = NetworkCatalog.Create("lenet", 3);
        Refused<ArgumentException>("3 classes, but 2 class names", network, new OnnxExportOptions { ClassNames = ["a", "b"] });
        Refused<ArgumentException>("both are 'x'", network, new OnnxExportOptions { InputName = "x", OutputName = "x" });
        Refused<ArgumentException>("of 28×28 pixels, but got 28×29", network, new OnnxExportOptions { Height = 29 });
        Refused<ArgumentException>("InputName", network, new OnnxExportOptions { InputName = " " });
        using var foreign = new TinyNetwork();
        Refused<NotSupportedException>("TinyNetwork is not one of the catalog's networks", foreign);
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
        Assert.ThrowsExactly<UnwritableFileException>(() => OnnxExport.Write(network, folder.File("missing/a.onnx")));
    }

    [TestMethod]
    public void LayersWithoutCounterpartAreRefused()
    {
        Refused("class Tanh cannot be exported", torch.nn.Tanh());
        Refused("Conv2d with padding_mode Reflect cannot be exported", torch.nn.Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Reflect));
        Refused("AvgPool2d with divisor_override 2", torch.nn.AvgPool2d(2, divisor_override: 2));
        Refused("BatchNorm2d with affine false", torch.nn.BatchNorm2d(3, affine: false));
        Refused("BatchNorm2d with track_running_stats false", torch.nn.BatchNorm2d(3, track_running_stats: false));
        Refused("LayerNorm with elementwise_affine false", torch.nn.LayerNorm(8, elementwise_affine: false));
        Refused("GELU with approximate tanh", torch.nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh));
        Refused("Flatten with start_dim 2, end_dim -1", torch.nn.Flatten(2));
        Refused("counts its padding and hangs over it", torch.nn.AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true));

        static void Refused(string message, torch.nn.Module<torch.Tensor, torch.Tensor> layer)
        {
            var input = new GraphTensor(new OnnxGraph(layer), "x", [-1, 3, 8, 8]);
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => input.Through(layer)).Message, message);
        }
    }

    private void Refused<TError>(string message, Network network, OnnxExportOptions? options = null) where TError : Exception
    {
        var error = Assert.ThrowsExactly<TError>(() => OnnxExport.Write(network, folder.File("a.onnx"), options));
        StringAssert.Contains(error.Message, message);
    }

    /// <summary>What the checker of Debian's python3-onnx says of each file; the test is skipped where it is not installed.</summary>
    private static SortedDictionary<string, string> CheckWithPython(string folder)
    {
        var output = Python.Run("Onnx/onnx_check.py", folder);
        if (output.Trim() == "absent") Assert.Inconclusive("This test needs ONNX's checker: apt-get install python3-onnx");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2));
        return new(lines.ToDictionary(parts => parts[0], parts => parts[1]), StringComparer.Ordinal);
    }
}
