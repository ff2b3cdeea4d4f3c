using Toolkit.LibTorch;
using Toolkit.Networks.Tracing;
using Toolkit.Training;
using Toolkit.UnitTests.Kernels.Convolution;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Kernels.Normalization;

/// <summary>Batch normalisation with the sum and the activation behind it, against libtorch's layers in double precision.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NormalizedActivationTests
{
    private const double Tolerance = 2e-5;

    [TestInitialize]
    public void Seed() => manual_seed(1);

    [TestMethod]
    [DataRow(4, 64, 8, 8, "ReLU", false)]
    [DataRow(4, 64, 8, 8, "ReLU", true, DisplayName = "with a shortcut")]
    [DataRow(2, 24, 6, 4, "ReLU6", false, DisplayName = "few channels, several pixels a row")]
    [DataRow(8, 3, 4, 4, "ReLU", false, DisplayName = "channels in no multiple of 8")]
    [DataRow(3, 72, 5, 7, "", true, DisplayName = "no activation")]
    [DataRow(2, 8, 96, 96, "ReLU6", true, DisplayName = "several parts, the last with fewer rows")]
    [DataRow(6, 512, 1, 1, "ReLU", false, DisplayName = "a single pixel")]
    public void IsCloseWithItsGradients(int images, int channels, int height, int width, string activation, bool hasShortcut)
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(channels);
        var maps = Arithmetic.Add(randn(images, channels, height, width), 20 * ones(1, channels, 1, 1)).requires_grad_(true);
        Tensor[] tensors = hasShortcut ? [maps, randn_like(maps).requires_grad_(true)] : [maps];
        var gradient = randn_like(maps);
        var (expected, actual) = (Everything(layer, tensors, gradient, activation, float64), Everything(layer, tensors, gradient, activation, float32));
        Assert.AreEqual(hasShortcut ? 7 : 6, actual.Length);
        for (var i = 0; i < expected.Length; i++) Close.AreClose(expected[i], actual[i], Tolerance, $"result {i}");
    }

    [TestMethod]
    public void TheNumberOfThreadsChangesNoBit()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(40);
        Tensor[] tensors = [randn(4, 40, 32, 32).requires_grad_(true), randn(4, 40, 32, 32).requires_grad_(true)];
        var gradient = randn(4, 40, 32, 32);
        var (one, two) = Gradients.OnOneAndTwoThreads(() => Everything(layer, tensors, gradient, "ReLU", float32));
        for (var i = 0; i < one.Length; i++) CollectionAssert.AreEqual(one[i], two[i]);
    }

    [TestMethod]
    public void WhatIsNoNumberStaysNone()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var maps = randn(2, 64, 4, 4);
        maps[0, 5, 0, 0] = float.NaN;
        var result = Ours(layer, [maps], "ReLU");
        Assert.IsTrue(result[0, 5].isnan().all().item<bool>());
        Assert.IsFalse(result[0, 6].isnan().any().item<bool>());
    }

    [TestMethod]
    public void GradientsHaveGradients()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(16);
        var maps = randn(4, 16, 4, 4).requires_grad_(true);
        double[] Second(Func<BatchNorm2d, Tensor[], string, Tensor> function)
        {
            var first = autograd.grad([function(layer, [maps], "ReLU").pow(3).sum()], [maps], retain_graph: true, create_graph: true)[0];
            return Gradients.Numbers(autograd.grad([first.pow(2).sum()], [layer.weight!])[0]);
        }
        Close.AreClose(Second(ByLayers), Second(Ours), 1e-3, "second derivatives");
    }

    [TestMethod]
    public void LayersThatSuitWaitForWhatFollows()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var maps = randn(2, 64, 4, 4);
        Assert.IsNotNull(NormalizedTensor.TryCreate(layer, maps, Of));
        Assert.IsNull(NormalizedTensor.TryCreate(layer, maps.to(bfloat16), Of), "another precision");
        Assert.IsNull(NormalizedTensor.TryCreate(layer, randn(1, 3, 5, 5), Of), "a number of pixels that makes no whole rows");
        layer.eval();
        Assert.IsNull(NormalizedTensor.TryCreate(layer, maps, Of), "the running statistics");
        layer.train();
        var calls = 0;
        var hook = layer.register_forward_hook((_, _, output) => { calls++; return output; });
        Assert.IsNull(NormalizedTensor.TryCreate(layer, maps, Of), "a hook");
        _ = new ComputedTensor(maps).Through(layer).Relu();
        Assert.AreEqual(1, calls);
        hook.remove();
        using var relu = nn.ReLU();
        relu.register_forward_hook((_, _, output) => { calls++; return output; });
        _ = new ComputedTensor(maps).Through(layer).Through(relu);
        Assert.AreEqual(2, calls);
        using var bare = nn.BatchNorm2d(64, affine: false);
        Assert.IsNull(NormalizedTensor.TryCreate(bare, maps, Of), "no scale");
        using var forgetful = nn.BatchNorm2d(64, track_running_stats: false);
        Assert.IsNull(NormalizedTensor.TryCreate(forgetful, maps, Of), "no running statistics");

        static ComputedTensor Of(Tensor tensor) => new(tensor);
    }

    /// <summary>As in every training: the counters' hooks watch nobody.</summary>
    [TestMethod]
    public void CountersOfATrainingCount()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var counter = layer.num_batches_tracked!.item<long>();
        using (new BatchCounters(layer))
        {
            var maps = randn(2, 64, 4, 4);
            Assert.IsNotNull(NormalizedTensor.TryCreate(layer, maps, tensor => new(tensor)));
            _ = new ComputedTensor(maps).Through(layer).Relu();
        }
        Assert.AreEqual(counter + 1, layer.num_batches_tracked!.item<long>());
    }

    [TestMethod]
    public void StatisticsFollowOnceHoweverOftenTheMapsAreUsed()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var counter = layer.num_batches_tracked!.item<long>();
        var normalized = new ComputedTensor(randn(2, 64, 4, 4)).Through(layer);
        CollectionAssert.AreEqual(new long[] { 2, 64, 4, 4 }, normalized.Shape);
        var (sum, rectified) = (normalized.Add(normalized), normalized.Relu());
        Close.AreClose(Gradients.Numbers(ComputedTensor.TensorOf(sum).relu()), Gradients.Numbers(Arithmetic.Multiply(ComputedTensor.TensorOf(rectified), 2)), 1e-6, "twice");
        Assert.AreEqual(counter + 1, layer.num_batches_tracked!.item<long>());
    }

    [TestMethod]
    public void OtherChannelsAreRefusedByLibtorch()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        StringAssert.Contains(Assert.Throws<Exception>(() => new ComputedTensor(randn(2, 32, 4, 4)).Through(layer)).Message, "should contain 32 elements not 64");
    }

    [TestMethod]
    public void WhatFollowsStaysInItsPrecision()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        using var convolution = nn.Conv2d(64, 64, 1);
        var result = ComputedTensor.TensorOf(new BFloat16Tensor(randn(2, 64, 4, 4)).Through(layer).Through(convolution));
        Assert.AreEqual(ScalarType.BFloat16, result.dtype);
    }

    /// <summary>The second function fails; the first one gets no gradient then, of which libtorch must not make zeros in a callback.</summary>
    [TestMethod]
    public void WhatGoesWrongInTheBackwardPassIsThrownBehindIt()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var (maps, branch) = (randn(2, 64, 4, 4).requires_grad_(true), ChannelsLastFormat.Of(randn(2, 64, 4, 4)));
        var first = new ComputedTensor(maps).Through(layer).Relu();
        var second = first.Through(layer).Add(new ComputedTensor(branch)).Relu();
        var loss = ComputedTensor.TensorOf(second).sum();
        branch.add_(branch); // what the gradient is made of
        loss.backward();
        StringAssert.Contains(Assert.Throws<Exception>(AutogradFunctions.ThrowIfFailed).Message, "modified by an inplace operation");
        AutogradFunctions.ThrowIfFailed();
    }

    /// <summary>A shortcut may be added in place to what no activation follows, as in MobileNetV2.</summary>
    [TestMethod]
    public void TheResultMayBeChangedInPlace()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer(64);
        var maps = randn(2, 64, 4, 4).requires_grad_(true);
        var result = Ours(layer, [maps], "").add_(maps);
        result.sum().backward();
        Assert.IsLessThan(1e-4f, (maps.grad! - 1).abs().max().item<float>(), "normalised maps have the same sum whatever the maps are");
    }

    /// <summary>Output, gradients of the inputs, of scale and shift, and the running statistics.</summary>
    private static double[][] Everything(BatchNorm2d layer, Tensor[] tensors, Tensor gradient, string activation, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var copy = Layer((int)layer.num_features).to(type);
        copy.load_state_dict(layer.state_dict());
        var results = Gradients.Of(inputs => type == float64 ? ByLayers(copy, inputs, activation) : Ours(copy, inputs, activation), tensors, gradient, type);
        Assert.AreEqual(layer.num_batches_tracked!.item<long>() + 1, copy.num_batches_tracked!.item<long>());
        return [.. results, .. new[] { copy.weight!.grad!, copy.bias!.grad!, copy.running_mean!, copy.running_var! }.Select(Gradients.Numbers)];
    }

    private static BatchNorm2d Layer(int channels)
    {
        var layer = nn.BatchNorm2d(channels, momentum: 0.3);
        using var noGradient = no_grad();
        layer.weight!.uniform_(0.5, 2);
        layer.bias!.normal_();
        return layer;
    }

    private static Tensor Ours(BatchNorm2d layer, Tensor[] inputs, string activation)
    {
        var sum = new ComputedTensor(inputs[0]).Through(layer);
        if (inputs.Length > 1) sum = sum.AddInPlace(new ComputedTensor(inputs[1]));
        using var relu6 = nn.ReLU6();
        return ComputedTensor.TensorOf(activation switch
        {
            "ReLU" => sum.Relu(),
            "ReLU6" => sum.Through(relu6),
            _ => sum,
        });
    }

    private static Tensor ByLayers(BatchNorm2d layer, Tensor[] inputs, string activation)
    {
        var sum = layer.call(inputs[0]);
        if (inputs.Length > 1) sum = sum.add(inputs[1]);
        return activation switch
        {
            "ReLU" => sum.relu(),
            "ReLU6" => sum.relu6(),
            _ => sum,
        };
    }
}
