using System.Runtime.Intrinsics;
using Toolkit.Kernels.Winograd;
using Toolkit.LibTorch;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using Toolkit.UnitTests.Kernels.Convolution;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Kernels.Winograd;

/// <summary>3×3 convolutions with few multiplications against libtorch's in double precision.</summary>
[TestClass]
[DoNotParallelize]
public sealed class WinogradConvolutionTests
{
    /// <summary>For F(2, 3), whose rounding is somewhat more than that of a plain sum; the small maps are exact on small integers.</summary>
    private const double Tolerance = 1e-5;

    [TestInitialize]
    public void NeedVectors()
    {
        if (!Vector256.IsHardwareAccelerated) Assert.Inconclusive("The processor has no vectors of 256 bits; libtorch computes these layers.");
        manual_seed(1);
    }

    [TestMethod]
    [DataRow(3, 32, 32, 4, 4, DisplayName = "one tile")]
    [DataRow(5, 32, 64, 8, 8, DisplayName = "whole tiles")]
    [DataRow(5, 16, 48, 6, 6, DisplayName = "few channels, in no power of two")]
    [DataRow(2, 64, 32, 13, 7, DisplayName = "odd sizes")]
    [DataRow(1, 32, 32, 3, 3, DisplayName = "less than a tile")]
    [DataRow(2, 96, 32, 1, 5, DisplayName = "a single row")]
    [DataRow(3, 64, 64, 56, 56, DisplayName = "several parts, the last with fewer images")]
    public void IsCloseWithItsGradients(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [randn(images, inputs, height, width).requires_grad_(true), randn(outputs, inputs, 3, 3).requires_grad_(true)];
        var gradient = randn(images, outputs, height, width);
        var (expected, actual) = (Gradients.Of(Reference, tensors, gradient, float64), Gradients.Of(Ours, tensors, gradient, float32));
        Assert.AreEqual(3, actual.Length);
        for (var i = 0; i < expected.Length; i++) Close.AreClose(expected[i], actual[i], Tolerance, $"result {i}");
        using var noGradient = no_grad();
        CollectionAssert.AreEqual(actual[0], Gradients.Numbers(Ours(tensors)));
    }

    [TestMethod]
    [DataRow(40, 32, 64, 1, 1)]
    [DataRow(37, 64, 32, 2, 2)]
    [DataRow(33, 32, 32, 1, 2)]
    [DataRow(32, 32, 32, 2, 1)]
    public void SmallMapsAreExact(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors =
        [
            Gradients.Integers(4, images, inputs, height, width).requires_grad_(true), Gradients.Integers(3, outputs, inputs, 3, 3).requires_grad_(true),
        ];
        var gradient = Gradients.Integers(3, images, outputs, height, width);
        var (expected, actual) = (Gradients.Of(Reference, tensors, gradient, float64), Gradients.Of(Ours, tensors, gradient, float32));
        for (var i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }

    [TestMethod]
    [DataRow(8)]
    [DataRow(2)]
    public void WeightsLearnWithoutTheInput(int side)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [randn(32, 32, side, side), randn(32, 32, 3, 3).requires_grad_(true)];
        var gradient = randn(32, 32, side, side);
        var (expected, actual) = (Gradients.Of(Reference, tensors, gradient, float64), Gradients.Of(Ours, tensors, gradient, float32));
        Assert.AreEqual(2, actual.Length);
        Close.AreClose(expected[1], actual[1], Tolerance, "weights");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(20)]
    public void TheNumberOfThreadsChangesNoBit(int side)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [randn(35, 64, side, side).requires_grad_(true), randn(32, 64, 3, 3).requires_grad_(true)];
        var gradient = randn(35, 32, side, side);
        var (one, two) = Gradients.OnOneAndTwoThreads(() => Gradients.Of(Ours, tensors, gradient, float32));
        for (var i = 0; i < one.Length; i++) CollectionAssert.AreEqual(one[i], two[i]);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false, DisplayName = "a gradient penalty of a frozen network")]
    public void GradientsHaveGradients(bool weightLearns)
    {
        using var scope = NewDisposeScope();
        var (maps, weight) = (randn(8, 32, 8, 8).requires_grad_(true), randn(32, 32, 3, 3).requires_grad_(weightLearns));
        double[] Second(Func<Tensor[], Tensor> function)
        {
            Tensor[] learning = weightLearns ? [weight] : [maps];
            var first = autograd.grad([function([maps, weight]).pow(2).sum()], learning, retain_graph: true, create_graph: true)[0];
            return Gradients.Numbers(autograd.grad([first.pow(2).sum()], [maps])[0]);
        }
        Close.AreClose(Second(Reference), Second(Ours), Tolerance, "second derivatives");
    }

    [TestMethod]
    public void WhatGoesWrongInTheBackwardPassIsThrownBehindIt()
    {
        using var scope = NewDisposeScope();
        var (maps, weight) = (ChannelsLastFormat.Of(randn(8, 32, 8, 8)), randn(32, 32, 3, 3).requires_grad_(true));
        var loss = Ours([maps, weight]).sum();
        maps.add_(1); // what the gradient is made of
        loss.backward();
        Assert.IsNull(weight.grad);
        StringAssert.Contains(Assert.Throws<Exception>(AutogradFunctions.ThrowIfFailed).Message, "modified by an inplace operation");
        AutogradFunctions.ThrowIfFailed();
    }

    [TestMethod]
    public void LayersThatSuitUseIt()
    {
        NeedAProcessorThatGains();
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(64, 32, 3, padding: 1);
        var images = randn(8, 64, 8, 8);
        var expected = Gradients.Numbers(WinogradConvolution.Run(ChannelsLastFormat.Of(images), layer.weight!) + layer.bias!.reshape(1, -1, 1, 1));
        CollectionAssert.AreEqual(expected, Gradients.Numbers(ComputedTensor.TensorOf(new ComputedTensor(images).Through(layer))));

        Assert.IsNull(WinogradLayer.TryRun(layer, images[..5]), "few pixels");
        Assert.IsNull(WinogradLayer.TryRun(layer, images.to(bfloat16)), "another precision");
        AssertIsLeft(Layer.Conv2d(64, 32, 3, stride: 2, padding: 1), images, "stride");
        AssertIsLeft(Layer.Conv2d(64, 32, 3), images, "no padding");
        AssertIsLeft(Layer.Conv2d(64, 32, 5, padding: 2), images, "a larger kernel");
        AssertIsLeft(Layer.Conv2d(64, 64, 3, padding: 1, groups: 2), images, "groups");
        AssertIsLeft(Layer.Conv2d(64, 40, 3, padding: 1), images, "outputs in no multiple of 16");
        AssertIsLeft(nn.Conv2d(64, 32, 3, padding: 2, dilation: 2), images, "dilation");
        AssertIsLeft(nn.Conv2d(64, 32, 3, padding: 1, padding_mode: PaddingModes.Reflect), images, "mirrored borders");
        AssertIsLeft(Layer.Conv2d(64, 16, 3, padding: 1), images, "few channels");
        using var noGradient = no_grad();
        Assert.IsNull(WinogradLayer.TryRun(layer, images), "nothing learns");
        Assert.IsNotNull(WinogradLayer.TryRun(layer, randn(32, 64, 2, 2)), "small maps are as exact as libtorch's");
    }

    [TestMethod]
    public void HooksAreCalled()
    {
        NeedAProcessorThatGains();
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(32, 32, 3, padding: 1);
        var (calls, images) = (0, randn(8, 32, 8, 8));
        var hook = layer.register_forward_hook((_, _, output) => { calls++; return output; });
        Assert.IsNull(WinogradLayer.TryRun(layer, images));
        new ComputedTensor(images).Through(layer);
        Assert.AreEqual(1, calls);
        hook.remove();
        Assert.IsNotNull(WinogradLayer.TryRun(layer, images));
    }

    private static void NeedAProcessorThatGains()
    {
        if (!WinogradConvolution.IsSupported) Assert.Inconclusive("oneDNN is quicker on this processor.");
    }

    private static void AssertIsLeft(Conv2d layer, Tensor images, string what)
    {
        using (layer) Assert.IsNull(WinogradLayer.TryRun(layer, images), what);
    }

    private static Tensor Ours(Tensor[] inputs) => WinogradConvolution.Run(ChannelsLastFormat.Of(inputs[0]), inputs[1]);

    private static Tensor Reference(Tensor[] inputs) =>
        nn.functional.conv2d(inputs[0].to(float64), inputs[1].to(float64), padding: [1, 1]).to(inputs[0].dtype);
}
