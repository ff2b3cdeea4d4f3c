using Toolkit.Networks;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Networks;

/// <summary>Networks with other channels, sizes and widths than the catalog's defaults.</summary>
[TestClass]
public sealed class NetworkVariantTests
{
    private static readonly NetworkOptions Grey = new() { Channels = 1 };

    [TestMethod]
    public void TheOriginalAlexNetHasTheKnownFirstLinearLayers()
    {
        AssertCounts("alexnet_original", 1000, null, 62_378_344, "classifier.0", 37_752_832);
        AssertCounts("alexnet_original", 10, Grey, 46_764_746, "classifier.0", 26_218_496);
    }

    [TestMethod]
    [DataRow("resnet18_small")]
    [DataRow("resnet20")]
    [DataRow("vgg11_bn_small")]
    [DataRow("nin_small")]
    [DataRow("alexnet_small")]
    public void AGreyImageTakesAThirdOfTheFirstKernels(string name)
    {
        using var colour = NetworkCatalog.Create(name, 10);
        using var grey = NetworkCatalog.Create(name, 10, Grey);
        var kernels = colour.parameters().First();
        Assert.AreEqual(Count(colour) - (kernels.numel() * 2 / 3), Count(grey));
        Assert.AreEqual(1, grey.InputSpec.Channels);
        AssertTakes(grey, 1, grey.InputSpec.Height);
    }

    [TestMethod]
    [DataRow(8, 1, 28)]
    [DataRow(100, 3, 32)]
    public void AnMlpHasTheParametersOfItsFormula(int n, int channels, int size)
    {
        using var network = NetworkCatalog.Create("mlp", 10, new() { Channels = channels, ImageSize = size, Width = n });
        var pixels = channels * size * size;
        Assert.AreEqual((n * (pixels + 1)) + (n * (n + 1)) + (10 * (n + 1)), Count(network));
        Assert.AreEqual(n, network.FeatureCount);
        AssertTakes(network, channels, size);
    }

    [TestMethod]
    [DataRow(6, 6_422)]
    [DataRow(16, 20_192)]
    public void TheMnistNetworkTakesAnyNumberOfMaps(int maps, long parameters)
    {
        using var network = NetworkCatalog.Create("mnist_cnn", 10, new() { Channels = 1, Width = maps });
        Assert.AreEqual(parameters, Count(network));
        Assert.AreEqual(maps * 4 * 4, network.FeatureCount);
    }

    [TestMethod]
    [DataRow(28, 400)]
    [DataRow(32, 576)]
    [DataRow(12, 16)]
    public void LeNetIsBuiltForOneSize(int size, int features)
    {
        using var network = NetworkCatalog.Create("lenet", 10, new() { Channels = 1, ImageSize = size });
        Assert.AreEqual(features, network.FeatureCount);
        Assert.AreEqual((size, size), (network.InputSpec.Height, network.InputSpec.Width));
        AssertTakes(network, 1, size);
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.call(zeros(1, 1, size + 1, size)));
        StringAssert.Contains(error.Message, $"{size}×{size}");
        StringAssert.Contains(error.Message, "NetworkOptions.ImageSize");
    }

    [TestMethod]
    [DataRow("lenet", 11, "at least 12×12")]
    [DataRow("mnist_cnn", 15, "at least 16×16")]
    [DataRow("mlp", 0, "at least 1")]
    public void ATooSmallImageSizeIsRefused(string name, int size, string allowed)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create(name, 10, new() { ImageSize = size }));
        StringAssert.Contains(error.Message, allowed);
        StringAssert.Contains(error.Message, $"is {size}.");
    }

    /// <summary>Convolutions of 16, 32, 64, 64, 128, … maps, and linear layers of full width.</summary>
    [TestMethod]
    public void AWidthDivisorNarrowsTheConvolutions()
    {
        using var network = NetworkCatalog.Create("vgg11", 10, new() { Channels = 1, WidthDivisor = 4 });
        long[] maps = [1, 16, 32, 64, 64, 128, 128, 128, 128];
        var convolutions = maps.Zip(maps.Skip(1), (inputs, outputs) => outputs * ((inputs * 9) + 1)).Sum();
        long[] units = [128 * 7 * 7, 4096, 4096, 10];
        var linear = units.Zip(units.Skip(1), (inputs, outputs) => outputs * (inputs + 1)).Sum();
        Assert.AreEqual(convolutions + linear, Count(network));
    }

    [TestMethod]
    [DataRow(3, "1, 2, 4, 8, 16, 32, 64")]
    [DataRow(128, "1, 2, 4, 8, 16, 32, 64")]
    [DataRow(0, "at least 1")]
    public void AWidthDivisorThatDoesNotDivideIsRefused(int divisor, string allowed)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => NetworkCatalog.Create("vgg16", 10, new() { WidthDivisor = divisor }));
        StringAssert.Contains(error.Message, allowed);
        StringAssert.Contains(error.Message, $"is {divisor}.");
    }

    [TestMethod]
    public void AnOptionThatTheNetworkLacksIsRefusedWithNetworksThatHaveIt()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => NetworkCatalog.Create("resnet18", 10, new() { WidthDivisor = 2 }));
        StringAssert.Contains(error.Message, "resnet18 has no option WidthDivisor");
        StringAssert.Contains(error.Message, "vgg11");
    }

    [TestMethod]
    public void AWidthBelowOneIsRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NetworkCatalog.Create("mlp", 10, new() { Width = 0 }));
        StringAssert.Contains(error.Message, "Width must be at least 1, but is 0");
    }

    [TestMethod]
    public void AGreyOriginalAlexNetNamesItsOwnMinimum()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("alexnet_original", 2, Grey);
        network.eval();
        CollectionAssert.AreEqual(new long[] { 1, 2 }, network.call(zeros(1, 1, 65, 65)).shape);
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.call(zeros(1, 1, 64, 65)));
        StringAssert.Contains(error.Message, "at least 65×65");
    }

    /// <summary>The output of every stage for one image, as published or as the arithmetic of strides gives it.</summary>
    [TestMethod]
    [DataRow("nin", 224, "96 54 54, 96 26 26, 256 26 26, 256 12 12, 384 12 12, 384 5 5, 384 5 5, 1024 5 5")]
    [DataRow("nin_small", 32, "96 32 32, 96 16 16, 96 16 16, 192 16 16, 192 8 8, 192 8 8, 192 8 8")]
    public void NetworkInNetworkHasTheShapesOfItsStages(string name, int size, string expected)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create(name, 10);
        network.eval();
        var maps = zeros(1, 3, size, size);
        var shapes = new List<string>();
        foreach (var (_, stage) in network.named_children().First(child => child.name == "features").module.named_children())
        {
            maps = ((nn.Module<Tensor, Tensor>)stage).call(maps);
            shapes.Add(string.Join(" ", maps.shape.Skip(1)));
        }
        Assert.AreEqual(expected, string.Join(", ", shapes));
        Assert.AreEqual(maps.numel(), network.HeadInputCount);
        CollectionAssert.AreEqual(new long[] { 1, 10 }, network.Head.call(maps).shape);
    }

    private static long Count(Network network) => network.parameters().Sum(parameter => parameter.numel());

    private static void AssertCounts(string name, int classes, NetworkOptions? options, long all, string layer, long inLayer)
    {
        using var network = NetworkCatalog.Create(name, classes, options);
        Assert.AreEqual(all, Count(network));
        Assert.AreEqual(inLayer, network.get_parameter($"{layer}.weight")!.numel() + network.get_parameter($"{layer}.bias")!.numel());
    }

    private static void AssertTakes(Network network, int channels, int size)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.eval();
        CollectionAssert.AreEqual(new long[] { 2, network.Classes }, network.call(zeros(2, channels, size, size)).shape);
    }
}
