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
    private const double Tolerance = 1e-5;

    [TestInitialize]
    public void NeedVectors()
    {
        if (!Vector256.IsHardwareAccelerated) Assert.Inconclusive("The processor has no vectors of 256 bits; libtorch computes these layers.");
        manual_seed(1);
    }

    /// <summary>The weights' transform divides by 4, which is exact, too.</summary>
    [TestMethod]
    [DataRow(3, 32, 32, 4, 4, DisplayName = "one tile")]
    [DataRow(5, 32, 64, 8, 8, DisplayName = "whole tiles")]
    [DataRow(5, 16, 48, 6, 6, DisplayName = "few channels, in no power of two")]
    [DataRow(2, 64, 32, 13, 7, DisplayName = "odd sizes")]
    [DataRow(1, 32, 32, 3, 3, DisplayName = "less than a tile")]
    [DataRow(2, 96, 32, 1, 5, DisplayName = "a single row")]
    [DataRow(2, 96, 32, 5, 1, DisplayName = "a single column")]
    [DataRow(3, 64, 64, 56, 56, DisplayName = "several parts, the last with fewer rows of tiles")]
    [DataRow(37, 64, 32, 2, 2, DisplayName = "small maps")]
    public void IsExactOnSmallIntegersWithItsGradients(int images, int inputs, int outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Gradients.Integers(4, images, inputs, height, width).requires_grad_(true), Weights(outputs, inputs).requires_grad_(true)];
        var actual = AssertIsExact(tensors, Gradients.Integers(3, images, outputs, height, width));
        Assert.AreEqual(3, actual.Length);
        using var noGradient = no_grad();
        CollectionAssert.AreEqual(actual[0], Gradients.Numbers(Ours(tensors)));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(14)]
    public void RoundsLittleMoreThanASum(int side)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [randn(32, 64, side, side).requires_grad_(true), randn(64, 64, 3, 3).requires_grad_(true)];
        var gradient = randn(32, 64, side, side);
        var (expected, actual) = (Gradients.Of(Reference, tensors, gradient, float64), Gradients.Of(Ours, tensors, gradient, float32));
        for (var i = 0; i < expected.Length; i++) Close.AreClose(expected[i], actual[i], Tolerance, $"result {i}");
    }

    /// <summary>In the orders in which gradients come, the last one with steps of 0.</summary>
    [TestMethod]
    public void GradientsOfAnyOrderAreTaken()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Gradients.Integers(4, 3, 32, 8, 6).requires_grad_(true), Weights(32, 32).requires_grad_(true)];
        var plain = Gradients.Integers(3, 3, 32, 8, 6);
        foreach (var gradient in new[] { plain, ChannelsLastFormat.Of(plain), ones(1, 1, 1, 1).expand(3, 32, 8, 6) }) AssertIsExact(tensors, gradient);
    }

    [TestMethod]
    [DataRow(8, true)]
    [DataRow(8, false)]
    [DataRow(2, true)]
    [DataRow(2, false)]
    public void OneSideLearnsWithoutTheOther(int side, bool isWeight)
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Gradients.Integers(4, 32, 32, side, side).requires_grad_(!isWeight), Weights(32, 32).requires_grad_(isWeight)];
        var actual = AssertIsExact(tensors, Gradients.Integers(3, 32, 32, side, side));
        Assert.AreEqual(2, actual.Length);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(5)]
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
        var (maps, weight) = (randn(8, 48, 8, 8).requires_grad_(true), randn(32, 48, 3, 3).requires_grad_(weightLearns));
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
    public void LayersAreChosenByTheirShape()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(64, 32, 3, padding: 1);
        var maps = randn(8, 64, 8, 8);
        Assert.IsTrue(WinogradLayer.Suits(layer, maps));
        Assert.IsTrue(WinogradLayer.Suits(layer, randn(32, 64, 2, 2)), "small maps");
        Assert.IsTrue(WinogradLayer.Suits(layer, randn(16, 64, 5, 5)), "odd maps");

        Assert.IsFalse(WinogradLayer.Suits(layer, maps[..5]), "few pixels");
        Assert.IsFalse(WinogradLayer.Suits(layer, maps.to(bfloat16)), "another precision");
        Assert.IsFalse(WinogradLayer.Suits(layer, maps[..4, ..32]), "other channels than the layer has");
        foreach (var (height, width) in new[] { (1, 1), (1, 2), (1, 64), (3, 3) })
            Assert.IsFalse(WinogradLayer.Suits(layer, randn(256, 64, height, width)), $"{height}×{width}: padding makes most of a tile");
        AssertIsLeft(Layer.Conv2d(64, 32, 3, stride: 2, padding: 1), "stride");
        AssertIsLeft(Layer.Conv2d(64, 32, 3), "no padding");
        AssertIsLeft(Layer.Conv2d(64, 32, 5, padding: 2), "a larger kernel");
        AssertIsLeft(Layer.Conv2d(64, 64, 3, padding: 1, groups: 2), "groups");
        AssertIsLeft(Layer.Conv2d(64, 40, 3, padding: 1), "outputs in no multiple of 16");
        AssertIsLeft(Layer.Conv2d(64, 16, 3, padding: 1), "few channels");
        AssertIsLeft(nn.Conv2d(64, 32, 3, padding: 2, dilation: 2), "dilation");
        AssertIsLeft(nn.Conv2d(64, 32, 3, padding: 1, padding_mode: PaddingModes.Reflect), "mirrored borders");
        AssertIsLeft(nn.Conv2d(64, 32, 3, padding: Padding.Same), "padding by name");

        using (no_grad()) Assert.IsFalse(WinogradLayer.Suits(layer, maps), "nothing is to learn");
        layer.weight!.requires_grad_(false);
        Assert.IsFalse(WinogradLayer.Suits(layer, maps), "nothing learns");
        Assert.IsTrue(WinogradLayer.Suits(layer, maps.requires_grad_(true)), "what is before learns");

        void AssertIsLeft(Conv2d other, string what)
        {
            using (other) Assert.IsFalse(WinogradLayer.Suits(other, maps), what);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void LayersThatSuitUseIt(bool hasBias)
    {
        NeedAProcessorThatGains();
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(64, 32, 3, padding: 1, bias: hasBias);
        layer.weight = nn.Parameter(layer.weight!.detach().transpose(2, 3)); // in no order that kernels read
        Tensor[] tensors = [randn(8, 64, 8, 8).requires_grad_(true)];
        var gradient = randn(8, 32, 8, 8);
        Assert.IsNotNull(WinogradLayer.TryRun(layer, tensors[0]));
        var actual = Gradients.Of(maps => ComputedTensor.TensorOf(new ComputedTensor(maps[0]).Through(layer)), tensors, gradient, float32);
        var ofParameters = layer.parameters().Select(parameter => Gradients.Numbers(parameter.grad!)).ToArray();
        layer.zero_grad();
        layer.to(float64);
        var expected = Gradients.Of(maps => layer.call(maps[0]), tensors, gradient, float64);
        for (var i = 0; i < expected.Length; i++) Close.AreClose(expected[i], actual[i], Tolerance, $"result {i}");
        foreach (var (parameter, ours) in layer.parameters().Zip(ofParameters)) Close.AreClose(Gradients.Numbers(parameter.grad!), ours, Tolerance, "parameter");
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

    private static Tensor Weights(int outputs, int inputs) => Gradients.Integers(3, outputs, inputs, 3, 3);

    /// <summary>Output and gradients, which are those of double precision to the last bit.</summary>
    private static double[][] AssertIsExact(Tensor[] tensors, Tensor gradient)
    {
        var (expected, actual) = (Gradients.Of(Reference, tensors, gradient, float64), Gradients.Of(Ours, tensors, gradient, float32));
        for (var i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i], $"result {i}");
        return actual;
    }

    private static Tensor Ours(Tensor[] inputs) => WinogradConvolution.Run(ChannelsLastFormat.Of(inputs[0]), inputs[1]);

    private static Tensor Reference(Tensor[] inputs) =>
        nn.functional.conv2d(inputs[0].to(float64), inputs[1].to(float64), padding: [1, 1]).to(inputs[0].dtype);
}
