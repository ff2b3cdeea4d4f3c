using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using Toolkit.UnitTests.Kernels.Convolution;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.LibTorch;

/// <summary>Convolutions in another order, or with the part of their kernels that meets pixels, against double precision.</summary>
[TestClass]
public sealed class ConvolutionOrderTests
{
    [TestMethod]
    [DataRow(3, 1, 1, 1, 1, DisplayName = "a pixel meets the middle alone")]
    [DataRow(3, 2, 1, 1, 1, DisplayName = "so it does with a stride")]
    [DataRow(1, 1, 0, 1, 1, DisplayName = "a pixel and a weight")]
    [DataRow(1, 1, 1, 1, 1, DisplayName = "a pixel and a weight with padding")]
    [DataRow(3, 1, 1, 1, 2, DisplayName = "two pixels in a row")]
    [DataRow(3, 2, 1, 2, 2, DisplayName = "stride 2 meets four of nine")]
    [DataRow(1, 2, 0, 2, 2, DisplayName = "one output leaves pixels out")]
    [DataRow(3, 2, 0, 4, 4, DisplayName = "one output of nine pixels")]
    [DataRow(3, 2, 1, 3, 2)]
    [DataRow(5, 1, 2, 2, 1)]
    [DataRow(7, 2, 3, 2, 2)]
    [DataRow(3, 1, 0, 3, 3, DisplayName = "no padding")]
    [DataRow(2, 1, 1, 1, 1, DisplayName = "an even kernel")]
    [DataRow(3, 1, 1, 4, 4, DisplayName = "all are used")]
    public void IsCloseWithItsGradients(int kernel, int stride, int padding, int height, int width)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = Layer.Conv2d(32, 64, kernel, stride, padding);
        AssertIsCloseWithItsGradients(layer, height, width);
    }

    [TestMethod]
    public void ADilatedKernelOverAPixelIsClose()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = nn.Conv2d(32, 64, 3, padding: 2, dilation: 2);
        AssertIsCloseWithItsGradients(layer, 1, 1);
    }

    /// <summary>As after a layer whose maps were larger: in both orders of memory, of which libtorch takes the one that is wrong on some machines.</summary>
    [TestMethod]
    [DataRow(8, 3, 1, false)]
    [DataRow(8, 1, 0, false)]
    [DataRow(8, 1, 0, true, DisplayName = "a layer that somebody watches, which is called itself")]
    [DataRow(256, 1, 0, true, DisplayName = "so it is where there are more pixels than weights")]
    public void SinglePixelsOfManyChannelsAreClose(int images, int kernel, int padding, bool isWatched)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = Layer.Conv2d(512, 512, kernel, padding: padding);
        if (isWatched) layer.register_forward_hook((_, _, output) => output);
        var maps = ChannelsLastFormat.New(images, 512, 1, 1).normal_();
        using var noGradient = no_grad();
        var exact = nn.functional.conv2d(
            maps.to(float64), layer.weight!.to(float64), layer.bias!.to(float64), padding: [padding, padding]);
        Close.AreClose(Gradients.Numbers(exact), Gradients.Numbers(ConvolutionOrder.Run(layer, maps)), 1e-5, "output");
    }

    /// <summary>Channels for which oneDNN divides by zero on some processors, in this order in the forward pass, too.</summary>
    [TestMethod]
    [DataRow(256, 1024, 1)]
    [DataRow(512, 1024, 2)]
    [DataRow(1024, 512, 1)]
    [DataRow(1024, 256, 1)]
    public void PointwiseLayersOfManyChannelsAreClose(int inputs, int outputs, int stride)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var layer = Layer.Conv2d(inputs, outputs, 1, stride);
        AssertIsCloseWithItsGradients(layer, 28, 28);
    }

    private static void AssertIsCloseWithItsGradients(Conv2d layer, int height, int width)
    {
        Tensor[] tensors = [randn(2, layer.in_channels, height, width).requires_grad_(true)];
        var gradient = randn_like(ConvolutionOrder.Run(layer, tensors[0]));
        var expected = Everything(layer, layer.call, tensors, gradient, float64);
        var actual = Everything(layer, maps => ConvolutionOrder.Run(layer, ChannelsLastFormat.Of(maps)), tensors, gradient, float32);
        for (var i = 0; i < expected.Length; i++) Close.AreClose(expected[i], actual[i], 1e-5, $"result {i}");
    }

    [TestMethod]
    public void MapsStayInTheirOrder()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(64, 64, 3, padding: 1);
        foreach (var side in new[] { 1, 2, 16 })
        {
            var result = ConvolutionOrder.Run(layer, ChannelsLastFormat.Of(randn(2, 64, side, side)));
            Assert.IsTrue(ChannelsLastFormat.AsRows(result).is_contiguous(), $"{side}");
            CollectionAssert.AreEqual(new long[] { 2, 64, side, side }, result.shape);
        }
    }

    [TestMethod]
    public void MapsThatAreTooSmallAreRefusedByLibtorch()
    {
        using var layer = Layer.Conv2d(64, 64, 7);
        StringAssert.Contains(Assert.Throws<Exception>(() => ConvolutionOrder.Run(layer, randn(1, 64, 3, 3))).Message, "Kernel size can't be greater");
    }

    [TestMethod]
    public void ASingleChannelIsChannelsLastToo()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(1, 16, 3); // 16, which no machine has to fill up
        var result = layer.call(ChannelsLastFormat.Of(randn(2, 1, 8, 8)));
        Assert.AreEqual(1, result.stride(1));
    }

    /// <summary>What is compared where oneDNN is suspect: on other machines all layers agree.</summary>
    [TestMethod]
    public void OrdersAreComparedByLayer()
    {
        if (OneDnn.IsSuspect) Assert.Inconclusive("This machine computes some convolutions wrongly.");
        using var scope = NewDisposeScope();
        foreach (var (inputs, outputs, kernel, stride, groups) in new[] { (256, 512, 1, 2, 1), (32, 32, 3, 1, 32), (24, 40, 5, 2, 1) })
        {
            using var layer = Layer.Conv2d(inputs, outputs, kernel, stride, kernel / 2, groups: groups);
            Assert.IsTrue(OneDnn.AgreesInBothOrders(layer, randn(2, inputs, 8, 8)));
        }
    }

    [TestMethod]
    public void HooksAreCalled()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(64, 64, 3, padding: 1);
        var calls = 0;
        layer.register_forward_hook((_, _, output) => { calls++; return output; });
        foreach (var side in new[] { 1, 2, 16 }) ConvolutionOrder.Run(layer, randn(2, 64, side, side));
        Assert.AreEqual(3, calls);
    }

    private static double[][] Everything(Conv2d layer, Func<Tensor, Tensor> run, Tensor[] tensors, Tensor gradient, ScalarType type)
    {
        layer.to(type);
        layer.zero_grad();
        var results = Gradients.Of(inputs => run(inputs[0]), tensors, gradient, type);
        return [.. results, Gradients.Numbers(layer.weight!.grad!), Gradients.Numbers(layer.bias!.grad!)];
    }
}
