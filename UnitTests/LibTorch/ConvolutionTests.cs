using Toolkit.LibTorch;
using Toolkit.Networks;
using Toolkit.Networks.Layers;
using Toolkit.Networks.Tracing;
using Toolkit.UnitTests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.LibTorch;

/// <summary>
/// Convolutions and their gradients against double precision, in the shapes that libtorch's oneDNN computes wrongly on some processors.
/// </summary>
[TestClass]
public sealed class ConvolutionTests
{
    private const double Tolerance = 1e-5, LowTolerance = 0.02;

    [TestMethod]
    [DataRow(24, 64, 5, 1, 1, DisplayName = "GoogLeNet's 24 channels")]
    [DataRow(80, 16, 3, 2, 1, DisplayName = "strides and an odd multiple of 16")]
    [DataRow(10, 5, 3, 1, 1, DisplayName = "few channels")]
    [DataRow(144, 33, 3, 1, 1, DisplayName = "outputs that are no multiple of 16")]
    [DataRow(76, 38, 7, 2, 2, DisplayName = "groups")]
    [DataRow(64, 48, 3, 1, 1, DisplayName = "an odd multiple of 16 outputs")]
    [DataRow(37, 53, 1, 1, 1, DisplayName = "single pixels")]
    [DataRow(32, 64, 3, 1, 4, DisplayName = "few channels a group")]
    [DataRow(24, 48, 3, 2, 24, DisplayName = "two outputs an input")]
    [DataRow(128, 128, 3, 1, 1, DisplayName = "whole blocks")]
    [DataRow(96, 96, 3, 2, 96, DisplayName = "depthwise")]
    [DataRow(256, 1024, 1, 1, 1, DisplayName = "ResNet50's, for which oneDNN may divide by zero")]
    [DataRow(512, 1024, 1, 2, 1, DisplayName = "ResNet50's with a stride")]
    [DataRow(1024, 512, 1, 1, 1, DisplayName = "ResNet50's, to fewer channels")]
    [DataRow(512, 2048, 1, 2, 1, DisplayName = "four times the channels, with a stride")]
    [DataRow(1024, 2048, 1, 2, 1, DisplayName = "ResNet50's last downsampling")]
    [DataRow(1024, 256, 1, 1, 1, DisplayName = "divided in its gradient alone")]
    public void IsRightWithItsGradients(int inputs, int outputs, int kernel, int stride, int groups)
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(inputs, outputs, kernel, stride, kernel / 2, groups);
        AssertIsRight(layer, images => layer.call(images), Tolerance);
    }

    [TestMethod]
    [DataRow(24, 64, 3, 1, 1)]
    [DataRow(240, 208, 2, 2, 1)]
    [DataRow(96, 96, 3, 2, 96)]
    [DataRow(64, 64, 3, 1, 1)]
    [DataRow(3, 64, 7, 2, 1)]
    [DataRow(512, 1024, 1, 2, 1)]
    public void IsRightInBFloat16(int inputs, int outputs, int kernel, int stride, int groups)
    {
        using var scope = NewDisposeScope();
        using var layer = Layer.Conv2d(inputs, outputs, kernel, stride, kernel / 2, groups);
        AssertIsRight(layer, images => ComputedTensor.TensorOf(new BFloat16Tensor(images).Through(layer)), LowTolerance);
    }

    /// <summary>Rows of the kernel that meet padding alone have a gradient of 0, whatever the memory was that it is written into.</summary>
    [TestMethod]
    [DataRow(1, 3, 2)]
    [DataRow(2, 3, 4)]
    [DataRow(3, 3, 4)]
    [DataRow(5, 5, 8)]
    public void WeightsThatMeetNoPixelHaveNoGradientInBFloat16(int side, int kernel, int stride)
    {
        const int inputs = 64, outputs = 128;
        using var layer = Layer.Conv2d(inputs, outputs, kernel, stride, kernel / 2);
        for (var round = 0; round < 6; round++)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 40; i++) full(outputs * inputs * kernel * kernel * (1 + i % 4), float.NaN).Dispose();
            ComputedTensor.TensorOf(new BFloat16Tensor(randn(16, inputs, side, side)).Through(layer)).sum().backward();
            Assert.IsTrue(layer.weight!.grad!.isfinite().all().item<bool>(), $"round {round}");
            Assert.AreEqual(0, layer.weight!.grad!.select(2, 0).abs().max().item<float>());
        }
    }

    /// <summary>What is done where oneDNN is wrong, on any processor: double precision is never wrong.</summary>
    [TestMethod]
    [DataRow(24, 40, 1)]
    [DataRow(80, 20, 4)]
    public void FilledUpIsTheSame(int inputs, int outputs, int groups)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(3);
        using var odd = nn.Conv2d(inputs, outputs, (3, 5), stride: (2, 1), padding: (1, 0), dilation: (1, 2), groups: groups);
        using var same = nn.Conv2d(inputs, outputs, 4L, padding: Padding.Same, groups: groups, bias: false);
        foreach (var layer in new[] { odd, same }) AssertFilledUpIsTheSame(layer);
    }

    [TestMethod]
    public void ChannelsThatOneDnnDividesAreMoreWhenFilledUp()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var layer = nn.Conv2d(512, 1024, 1L, stride: 2L);
        AssertFilledUpIsTheSame(layer);
        Assert.AreEqual((16, 0), OneDnn.ChannelsToAdd(512, 1024, isPointwise: true));
        Assert.AreEqual((16, 0), OneDnn.ChannelsToAdd(1024, 512, isPointwise: true));
        Assert.AreEqual((0, 0), OneDnn.ChannelsToAdd(512, 1024, isPointwise: false));
        Assert.AreEqual((0, 0), OneDnn.ChannelsToAdd(24, 40, isPointwise: true));
    }

    private static void AssertFilledUpIsTheSame(Conv2d layer)
    {
        layer.to(float64);
        var images = randn(2, layer.in_channels, 11, 12, dtype: float64);
        foreach (var input in new[] { images, images[0] })
        {
            var filled = layer.ConvolveFilledUp(input, layer.weight!, layer.bias);
            var expected = layer.forward(input);
            CollectionAssert.AreEqual(expected.shape, filled.shape);
            Close.AreClose(expected.contiguous().data<double>().ToArray(), filled.data<double>().ToArray(), 1e-12, "filled up");
        }
    }

    [TestMethod]
    public void OfAUsersNetworkIsRight()
    {
        using var scope = NewDisposeScope();
        using var network = new OddNetwork();
        network.CorrectConvolutions();
        AssertIsRight(network.Convolution, network.Convolution.call, Tolerance);
    }

    [TestMethod]
    public void AUsersNetworkScoresRightly()
    {
        using var scope = NewDisposeScope();
        using var network = new OddNetwork(firstMaps: 24);
        using var noGradient = no_grad();
        using var folded = new FoldedNetwork(network);
        var images = randn(2, 3, 9, 9);
        var maps = nn.functional.conv2d(images.to(float64), network.First.weight!.to(float64), network.First.bias!.detach().to(float64));
        var expected = Exact(network.Convolution, maps, network.Convolution.weight!);
        Close.AreClose(
            expected.contiguous().data<double>().ToArray(), folded.HeadInput(images).to(float64).data<double>().ToArray(), Tolerance, "maps");
    }

    [TestMethod]
    public void HooksSeeTheRightOutput()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var layer = Layer.Conv2d(24, 64, 5, padding: 2);
        var seen = 0.0;
        layer.register_forward_hook((_, _, output) => { seen = output.abs().max().item<float>(); return output; });
        var images = randn(2, 24, 8, 8);
        layer.call(images);
        Assert.AreEqual(Exact(layer, images, layer.weight!).abs().max().item<double>(), seen, 1e-5);
    }

    private static void AssertIsRight(Conv2d layer, Func<Tensor, Tensor> run, double tolerance)
    {
        manual_seed(1);
        var images = randn(2, layer.in_channels, 15, 15).requires_grad_();
        var output = run(images);
        var direction = randn(output.shape).to(output.dtype);
        output.backward([direction]);

        var exactImages = images.detach().to(float64).requires_grad_();
        var exactWeight = layer.weight!.detach().to(float64).requires_grad_();
        var exact = Exact(layer, exactImages, exactWeight);
        exact.backward([direction.to(float64)]);
        AssertNear(exact, output, "output");
        AssertNear(exactImages.grad!, images.grad!, "gradients of the images");
        AssertNear(exactWeight.grad!, layer.weight!.grad!, "gradients of the weights");
        AssertNear(direction.to(float64).sum([0, 2, 3]), layer.bias!.grad!, "gradients of the biases");

        void AssertNear(Tensor expected, Tensor actual, string what) => Close.AreClose(
            expected.detach().contiguous().data<double>().ToArray(),
            actual.detach().to(float64).contiguous().data<double>().ToArray(), tolerance, what);
    }

    private static Tensor Exact(Conv2d layer, Tensor images, Tensor weight) => nn.functional.conv2d(
        images.to(float64), weight.to(float64), layer.bias?.detach().to(float64), layer.stride, layer.padding, groups: layer.groups);

    /// <summary>A network that no catalog knows, with convolutions by <c>nn</c>.</summary>
    private sealed class OddNetwork : Network
    {
        private const int Maps = 33;

        public OddNetwork(int firstMaps = 3) : base("odd", 3, options: null)
        {
            register_module("first", First = nn.Conv2d(3, firstMaps, 1L));
            register_module("conv", Convolution = nn.Conv2d(firstMaps, Maps, 5L, padding: 2L));
            register_module("fc", Head = nn.Linear(Maps, 3));
        }

        public Conv2d First { get; }

        public Conv2d Convolution { get; }

        public override nn.Module<Tensor, Tensor> Head { get; }

        public override int FeatureCount => Maps;

        public override int MinimumSize => 1;

        public override string HeadPrefix => "fc";

        public override string LastLayerName => "fc";

        protected override IReadOnlyList<string[]> GroupPrefixes => [["first", "conv"]];

        protected override Tensor ComputeFeatures(Tensor images) => Convolution.call(First.call(images));

        protected override void ReplaceLastLayer(int classes) => throw new NotSupportedException();
    }
}
