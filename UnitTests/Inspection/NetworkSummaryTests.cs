using Toolkit.Inspection;
using Toolkit.Networks;
using Toolkit.UnitTests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

[TestClass]
public sealed class NetworkSummaryTests
{
    [TestMethod]
    public void ResNet18TakesOnePointEightGigaMultiplyAdds()
    {
        using var network = NetworkCatalog.Create("resnet18", 1000);
        var summary = NetworkSummary.Of(network);

        Assert.AreEqual("resnet18", summary.Name);
        CollectionAssert.AreEqual(new long[] { 1, 3, 224, 224 }, summary.InputShape.ToArray());
        Assert.AreEqual(11_689_512, summary.Parameters);
        Assert.AreEqual(4 * 11_689_512, summary.ParameterBytes);
        Assert.AreEqual(1_814_073_344, summary.MultiplyAdds);
        AssertLayer(summary, "conv1", "Conv2d", [1, 64, 112, 112], 9_408, 118_013_952, 7);
        AssertLayer(summary, "maxpool", "MaxPool2d", [1, 64, 56, 56], 0, 0, 11);
        AssertLayer(summary, "layer4.1.conv2", "Conv2d", [1, 512, 7, 7], 2_359_296, 115_605_504, 435);
        AssertLayer(summary, "avgpool", "AdaptiveAvgPool2d", [1, 512, 1, 1], 0, 0, 435 + 6 * 32);
        AssertLayer(summary, "fc", "Linear", [1, 1000], 513_000, 512_000, null);
    }

    /// <summary>As torchvision's documentation lists them, in thousand millions, for images of each network's own size.</summary>
    public static IEnumerable<TestDataRow<(string Name, double Published)>> Published()
    {
        foreach (var quick in new[]
                 {
                     ("alexnet", 0.71), ("squeezenet1_1", 0.35), ("resnet50", 4.09), ("mobilenet_v3_large", 0.22), ("densenet121", 2.83),
                 })
            yield return new(quick);
        foreach (var large in new[]
                 {
                     ("squeezenet1_0", 0.82), ("resnet34", 3.66), ("resnet101", 7.80), ("resnet152", 11.51), ("vgg11", 7.61),
                     ("vgg13", 11.31), ("vgg19", 19.63), ("vit_b_32", 4.41), ("swin_s", 8.74),
                     ("densenet161", 7.73), ("densenet169", 3.36), ("densenet201", 4.29), ("googlenet", 1.50), ("inception_v3", 5.71),
                     ("mobilenet_v2", 0.30), ("mobilenet_v3_small", 0.06), ("efficientnet_b0", 0.39), ("efficientnet_b1", 0.69),
                     ("efficientnet_b2", 1.09), ("efficientnet_b3", 1.83), ("efficientnet_b4", 4.39), ("efficientnet_b5", 10.27),
                     ("efficientnet_b6", 19.07), ("efficientnet_b7", 37.75),
                 })
            yield return new(large) { TestCategories = ["Full"] };
    }

    [TestMethod]
    [DynamicData(nameof(Published))]
    public void MultiplyAddsAreThePublishedOnes(string name, double published)
    {
        using var network = NetworkCatalog.Create(name, 1000);
        Assert.AreEqual(published, NetworkSummary.Of(network).MultiplyAdds / 1e9, 0.0051);
    }

    [TestMethod]
    [DynamicData(nameof(NetworkCases.All), typeof(NetworkCases))]
    public void CoversEveryNetworkOfTheCatalog(string name)
    {
        using var network = NetworkCatalog.Create(name, 10);
        var summary = NetworkSummary.Of(network, NetworkCases.SmallImageSize(network));
        Assert.AreEqual(network.parameters().Sum(parameter => parameter.numel()), summary.Parameters);
        CollectionAssert.AreEqual(new long[] { 1, 10 }, summary.Layers.Last(layer => layer.OutputShape is not null).OutputShape!.ToArray());
        Assert.IsGreaterThan(0, summary.MultiplyAdds);
        var spatial = summary.Layers.Where(layer => layer is { Kind: "Conv2d", OutputShape: [_, _, > 1, > 1] });
        Assert.IsTrue(spatial.All(layer => layer is { ReceptiveHeight: > 0, ReceptiveWidth: > 0 }), summary.Format());
    }

    [TestMethod]
    public void TakesAnyImageSize()
    {
        using var network = NetworkCatalog.Create("resnet18", 10);
        var summary = NetworkSummary.Of(network, 64, 96);
        CollectionAssert.AreEqual(new long[] { 1, 512, 2, 3 }, Find(summary, "layer4.1.conv2").OutputShape!.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 3, 32, 32 }, NetworkSummary.Of(network, 32).InputShape.ToArray());
        using var alexNet = NetworkCatalog.Create("alexnet32", 10);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => NetworkSummary.Of(alexNet, 8)).Message, "at least 14×14");
    }

    [TestMethod]
    public void OriginalAlexNetsLayersHaveThePublishedParameters()
    {
        using var network = NetworkCatalog.Create("alexnet_original", 1000);
        var summary = NetworkSummary.Of(network);
        CollectionAssert.AreEqual(
            new long[] { 34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 4_097_000 },
            summary.Layers.Where(layer => layer.Parameters > 0).Select(layer => layer.Parameters).ToArray());
        Assert.AreEqual(62_378_344, summary.Parameters);
        CollectionAssert.AreEqual(new long[] { 1, 96, 55, 55 }, summary.Layers[0].OutputShape!.ToArray());
        Assert.AreEqual(105_415_200, summary.Layers[0].MultiplyAdds);
        CollectionAssert.AreEqual(
            new long?[] { 11, 19, 51, 67, 99, 131, 163, 195 },
            summary.Layers.Where(layer => layer.Kind is "Conv2d" or "MaxPool2d").Select(layer => layer.ReceptiveHeight).ToArray());
    }

    [TestMethod]
    public void Vgg16TakesFifteenPointFourSevenGigaMultiplyAdds()
    {
        using var network = NetworkCatalog.Create("vgg16", 1000);
        var summary = NetworkSummary.Of(network);
        Assert.AreEqual((138_357_544, 15_470_264_320), (summary.Parameters, summary.MultiplyAdds));
        AssertLayer(summary, "features.28", "Conv2d", [1, 512, 14, 14], 2_359_808, 462_422_016, 196);
        StringAssert.Contains(summary.Format(), "15,470,264,320 (15.470 G)");
    }

    [TestMethod]
    public void LeNetsReceptiveFieldsAre5And6And14And16()
    {
        using var network = NetworkCatalog.Create("lenet", 10, new NetworkOptions { Channels = 1 });
        var summary = NetworkSummary.Of(network);
        Assert.AreEqual(61_706, summary.Parameters);
        CollectionAssert.AreEqual(
            new long?[] { 5, 5, 6, 14, 14, 16, null, null, null, null, null },
            summary.Layers.Select(layer => layer.ReceptiveHeight).ToArray());
        CollectionAssert.AreEqual(
            new long[] { 6 * 784 * 25, 0, 0, 16 * 100 * 150, 0, 0, 48_000, 0, 10_080, 0, 840 },
            summary.Layers.Select(layer => layer.MultiplyAdds).ToArray());
        Assert.AreEqual(4 * 6 * 28 * 28, summary.Layers[0].OutputBytes);
    }

    /// <summary>torchvision publishes 17.564 and 4.491 billion operations for images of 224 pixels.</summary>
    [TestMethod]
    [DataRow("vit_b_16", 17_563_828_224L)]
    [DataRow("swin_t", 4_490_566_656L)]
    public void AttentionCounts(string name, long multiplyAdds)
    {
        using var network = NetworkCatalog.Create(name, 1000);
        var summary = NetworkSummary.Of(network);
        Assert.AreEqual(NetworkCatalog.Find(name).Parameters!.Parameters, summary.Parameters);
        Assert.AreEqual(multiplyAdds, summary.MultiplyAdds);
    }

    public static IEnumerable<object[]> Windows()
    {
        foreach (var (kernel, stride, padding, dilation) in new (long, long, long, long)[]
                 {
                     (1, 1, 0, 1), (1, 2, 0, 1), (2, 2, 0, 1), (3, 1, 1, 1), (3, 2, 1, 1), (3, 2, 0, 1), (5, 1, 2, 1), (7, 2, 3, 1),
                     (11, 4, 2, 1), (3, 1, 2, 2), (3, 1, 1, 4), (3, 1, 12, 12), (3, 2, 0, 4), (2, 1, 0, 3), (16, 16, 0, 1), (32, 32, 0, 1),
                 })
        {
            yield return ["convolution", kernel, stride, padding, dilation];
            if (padding <= kernel / 2) yield return ["max", kernel, stride, padding, dilation];
            if (padding <= kernel / 2 && dilation == 1) yield return ["mean", kernel, stride, padding, dilation];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Windows))]
    public void ReceptiveFieldsFollowTheFormulas(string kind, long kernel, long stride, long padding, long dilation)
    {
        using var layer = Layer(kind, kernel, stride, padding, dilation);
        using var network = nn.Sequential(layer, nn.Conv2d(2, 1, (2L, 3L)));
        var summary = NetworkSummary.Of(network, [2, 96, 97]);

        var field = ReceptiveField.Pixel.Through(ConvolutionArithmetic.Extent(kernel, dilation), stride);
        Assert.AreEqual((field.Size, field.Size), (summary.Layers[0].ReceptiveHeight, summary.Layers[0].ReceptiveWidth));
        Assert.AreEqual(((field.Size, stride), (field.Size, stride)), MeasuredWindows.Of(layer, 2));
        var second = summary.Layers[1];
        Assert.AreEqual((field.Through(2).Size, field.Through(3).Size), (second.ReceptiveHeight, second.ReceptiveWidth));
        CollectionAssert.AreEqual(
            new[]
            {
                1, 2,
                ConvolutionArithmetic.OutputSize(96, kernel, stride, padding, dilation),
                ConvolutionArithmetic.OutputSize(97, kernel, stride, padding, dilation),
            },
            summary.Layers[0].OutputShape!.ToArray());
    }

    [TestMethod]
    public void ReceptiveFieldsDoNotDependOnTheWeights()
    {
        using var network = nn.Sequential(nn.Conv2d(1, 2, 5L, 1L, 2L), nn.Conv2d(2, 2, 3L, groups: 2));
        using (no_grad())
            foreach (var parameter in network.parameters()) parameter.zero_();
        CollectionAssert.AreEqual(
            new long?[] { 5, 7 }, NetworkSummary.Of(network, [1, 20, 20]).Layers.Select(layer => layer.ReceptiveWidth).ToArray());
    }

    [TestMethod]
    public void BranchesCountWithTheLargestReceptiveField()
    {
        using var network = NetworkCatalog.Create("squeezenet1_1", 10);
        var summary = NetworkSummary.Of(network, 64);
        Assert.AreEqual(1_235_496 - 990 * 513, summary.Parameters);
        var pooled = Find(summary, "features.2").ReceptiveHeight;
        Assert.AreEqual(7L, pooled);
        Assert.AreEqual(pooled, Find(summary, "features.3.squeeze").ReceptiveHeight);
        Assert.AreEqual(pooled, Find(summary, "features.3.expand1x1").ReceptiveHeight);
        Assert.AreEqual(pooled + 2 * 4, Find(summary, "features.3.expand3x3").ReceptiveHeight);
        Assert.AreEqual(pooled + 2 * 4, Find(summary, "features.4.squeeze").ReceptiveHeight);
        Assert.AreEqual(pooled + 2 * 4, Find(summary, "features.4.expand1x1").ReceptiveHeight);
        Assert.AreEqual(pooled + 4 * 4, Find(summary, "features.4.expand3x3").ReceptiveHeight);
    }

    [TestMethod]
    public void CountsSharedLayersOnceAndFrozenOnesApart()
    {
        var shared = nn.Linear(8, 8);
        using var network = new Repeating(shared, nn.Linear(8, 2), nn.Linear(5, 5));
        foreach (var parameter in shared.parameters()) parameter.requires_grad = false;
        var summary = NetworkSummary.Of(network, [8]);

        CollectionAssert.AreEqual(
            new[] { ("shared", 72L), ("shared", 0), ("last", 18), ("unused", 30) },
            summary.Layers.Select(layer => (layer.Name, layer.Parameters)).ToArray());
        Assert.AreEqual((120, 48), (summary.Parameters, summary.TrainableParameters));
        Assert.AreEqual(64 + 64 + 16, summary.MultiplyAdds);
        Assert.IsNull(summary.Layers[^1].OutputShape);
    }

    [TestMethod]
    public void LeavesTheModuleAsItWas()
    {
        using var network = NetworkCatalog.Create("resnet18", 2);
        var frozen = (nn.Module)network.named_children().First(child => child.name == "layer1").module;
        network.train();
        frozen.eval();
        var (first, second) = (NetworkSummary.Of(network, 32), NetworkSummary.Of(network, 32));

        Assert.IsTrue(network.training);
        Assert.IsFalse(frozen.training);
        Assert.IsTrue(network.named_children().First(child => child.name == "layer2").module.training);
        Assert.AreEqual(first.Format(), second.Format());
        Assert.IsTrue(network.parameters().All(parameter => parameter.grad is null));
    }

    /// <summary>The meta device has no memory and computes shapes only, and no convolutions.</summary>
    [TestMethod]
    public void TakesNetworksOfOtherDevices()
    {
        using var network = NetworkCatalog.Create("mlp", 10);
        var expected = NetworkSummary.Of(network).Format();
        network.to(META);
        Assert.AreEqual(expected, NetworkSummary.Of(network).Format());
    }

    [TestMethod]
    public void TableShowsEveryColumn()
    {
        using var network = nn.Sequential(nn.Conv2d(3, 64, (1L, 3L)), nn.ReLU());
        var expected = """
            Sequential, input [1, 3, 128, 130]
            layer  kind    output             parameters  multiply-adds  receptive field  output memory
            0      Conv2d  [1, 64, 128, 128]         640      9,437,184              1×3        4.0 MiB
            1      ReLU    [1, 64, 128, 128]           -              -              1×3        4.0 MiB

            parameters     640 (640 trainable)
            multiply-adds  9,437,184 (9.437 M)
            memory         2.5 KiB of parameters, 8.0 MiB of outputs for one image

            """;
        Assert.AreEqual(expected, NetworkSummary.Of(network, [3, 128, 130]).ToString());
    }

    [TestMethod]
    public void RefusesWrongShapes()
    {
        using var network = nn.Linear(2, 2);
        Assert.ThrowsExactly<ArgumentException>(() => NetworkSummary.Of(network, []));
        var error = Assert.ThrowsExactly<ArgumentException>(() => NetworkSummary.Of(network, [3, 0]));
        StringAssert.Contains(error.Message, "sizes of at least 1, but is [3, 0]");
    }

    private static nn.Module<Tensor, Tensor> Layer(string kind, long kernel, long stride, long padding, long dilation) => kind switch
    {
        "convolution" => nn.Conv2d(2, 2, kernel, stride, padding, dilation),
        "max" => nn.MaxPool2d(kernel, stride, padding, dilation),
        _ => nn.AvgPool2d(kernel, stride, padding),
    };

    private static LayerSummary Find(NetworkSummary summary, string name) => summary.Layers.Single(layer => layer.Name == name);

    private static void AssertLayer(
        NetworkSummary summary, string name, string kind, long[] shape, long parameters, long multiplyAdds, long? receptive)
    {
        var layer = Find(summary, name);
        CollectionAssert.AreEqual(shape, layer.OutputShape!.ToArray(), name);
        Assert.AreEqual(
            (kind, parameters, multiplyAdds, receptive, receptive),
            (layer.Kind, layer.Parameters, layer.MultiplyAdds, layer.ReceptiveHeight, layer.ReceptiveWidth), name);
    }

    private sealed class Repeating : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> shared, last;

        public Repeating(nn.Module<Tensor, Tensor> shared, nn.Module<Tensor, Tensor> last, nn.Module<Tensor, Tensor> unused)
            : base(nameof(Repeating))
        {
            register_module("shared", this.shared = shared);
            register_module("last", this.last = last);
            register_module("unused", unused);
        }

        public override Tensor forward(Tensor input) => last.call(shared.call(shared.call(input)));
    }
}
