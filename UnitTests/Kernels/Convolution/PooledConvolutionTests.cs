using Toolkit.Kernels.Convolution;
using Toolkit.Networks;
using Toolkit.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Kernels.Convolution;

/// <summary>Convolution, ReLU and max pooling in one against libtorch's three in double precision: exactly, on small integers.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PooledConvolutionTests
{
    private static readonly PooledShape LeNetsSecond = new(6, 16, 14, 14, 5, 5, 0, 0);

    [TestInitialize]
    public void NeedVectors()
    {
        if (!System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated) Assert.Inconclusive("The processor has no AVX-512; libtorch computes these layers.");
        manual_seed(1);
    }

    [TestMethod]
    [DataRow(16, 1, 6, 28, 28, 5, 5, 2, 2, DisplayName = "LeNet's first")]
    [DataRow(37, 6, 16, 14, 14, 5, 5, 0, 0, DisplayName = "LeNet's second, images that fill no block")]
    [DataRow(17, 3, 5, 11, 13, 3, 3, 1, 1, DisplayName = "odd sizes and channels")]
    [DataRow(16, 2, 1, 9, 4, 4, 2, 3, 0, DisplayName = "a kernel that is no square")]
    [DataRow(40, 5, 32, 3, 8, 2, 7, 1, 6, DisplayName = "the widest border")]
    [DataRow(16, 16, 3, 2, 2, 1, 1, 0, 0, DisplayName = "single pixels")]
    public void EqualsThreeLayers(int images, int inputs, int outputs, int height, int width, int kernelHeight, int kernelWidth, int top, int left)
    {
        var shape = new PooledShape(inputs, outputs, height, width, kernelHeight, kernelWidth, top, left);
        AssertEqual(shape, images, inputNeedsGradient: true);
        AssertEqual(shape, images, inputNeedsGradient: false);
    }

    [TestMethod]
    public void ANumberThatIsNoneStaysNone()
    {
        using var scope = NewDisposeScope();
        var (images, weight, bias) = Inputs(LeNetsSecond, 16, needsGradient: false);
        images[3, 2, 5, 7] = tensor(float.NaN);
        var output = PooledConvolution.Run(images, weight, bias, LeNetsSecond);
        CollectionAssert.AreEqual(
            Gradients.Numbers(Reference(LeNetsSecond)([images, weight, bias]).isnan()), Gradients.Numbers(output.isnan()));
    }

    [TestMethod]
    public void TheNumberOfThreadsChangesNoBit()
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [rand(100, 6, 14, 14).requires_grad_(true), randn(16, 6, 5, 5).requires_grad_(true), randn(16).requires_grad_(true)];
        var gradient = randn(100, 16, 5, 5);
        var (one, two) = Gradients.OnOneAndTwoThreads(() => Gradients.Of(Ours(LeNetsSecond), inputs, gradient, float32));
        for (var i = 0; i < one.Length; i++) CollectionAssert.AreEqual(one[i], two[i]);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false, DisplayName = "a bias that does not learn, as where a layer has none")]
    public void GradientsHaveGradients(bool biasLearns)
    {
        using var scope = NewDisposeScope();
        var shape = new PooledShape(2, 3, 8, 8, 3, 3, 1, 1);
        var (images, weight, bias) = Inputs(shape, 16, needsGradient: true);
        bias.requires_grad_(biasLearns);
        double[] Second(Func<Tensor[], Tensor> function)
        {
            var first = autograd.grad([function([images, weight, bias]).pow(2).sum()], [weight], retain_graph: true, create_graph: true)[0];
            return Gradients.Numbers(autograd.grad([first.pow(2).sum()], [images])[0]);
        }
        CollectionAssert.AreEqual(Second(Reference(shape)), Second(Ours(shape)));
    }

    [TestMethod]
    public void LeNetUsesIt()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("lenet_relu", 10, new NetworkOptions { Channels = 1, Seed = 1 });
        var convolution = network.modules().OfType<Conv2d>().First();
        var unit = new PooledUnit(convolution, nn.ReLU(), nn.MaxPool2d(2));
        using var noGradient = no_grad();
        var images = rand(32, 1, 28, 28);
        Assert.IsNotNull(unit.TryRun(images));
        Assert.IsNull(unit.TryRun(images[..8]), "too few images");
        Assert.IsNull(unit.TryRun(images.to(float64)), "another precision");
        Assert.IsNull((unit with { Pooling = nn.MaxPool2d(3) }).TryRun(images), "other windows");
        Assert.IsNull((unit with { Pooling = nn.MaxPool2d(2, stride: 1) }).TryRun(images), "windows that overlap");

        var calls = 0;
        var hook = convolution.register_forward_hook((_, _, output) => { calls++; return output; });
        Assert.IsNull(unit.TryRun(images), "somebody watches");
        network.call(images);
        Assert.AreEqual(1, calls);
        hook.remove();
        network.call(images);
        Assert.AreEqual(1, calls);
        Assert.IsNotNull(unit.TryRun(images));
    }

    private static void AssertEqual(PooledShape shape, int images, bool inputNeedsGradient)
    {
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Inputs(shape, images, needsGradient: true);
        var gradient = Gradients.Integers(3, images, shape.Outputs, shape.Rows, shape.Columns);
        Tensor[] inputs = [input.requires_grad_(inputNeedsGradient), weight, bias];
        var (expected, actual) = (Gradients.Of(Reference(shape), inputs, gradient, float64), Gradients.Of(Ours(shape), inputs, gradient, float32));
        Assert.AreEqual(inputNeedsGradient ? 4 : 3, actual.Length);
        for (var i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
        using var noGradient = no_grad();
        CollectionAssert.AreEqual(expected[0], Gradients.Numbers(PooledConvolution.Run(input, weight, bias, shape)));
    }

    private static (Tensor Images, Tensor Weight, Tensor Bias) Inputs(PooledShape shape, int images, bool needsGradient) => (
        Gradients.Integers(4, images, shape.Inputs, shape.Height, shape.Width).requires_grad_(needsGradient),
        Gradients.Integers(3, shape.Outputs, shape.Inputs, shape.KernelHeight, shape.KernelWidth).requires_grad_(needsGradient),
        Gradients.Integers(5, shape.Outputs).requires_grad_(needsGradient));

    private static Func<Tensor[], Tensor> Ours(PooledShape shape) => inputs => PooledConvolution.Run(inputs[0], inputs[1], inputs[2], shape);

    /// <summary>In double precision, and back: oneDNN may be wrong in single precision.</summary>
    private static Func<Tensor[], Tensor> Reference(PooledShape shape) => inputs =>
    {
        var maps = nn.functional.conv2d(inputs[0].to(float64), inputs[1].to(float64), inputs[2].to(float64), padding: [shape.Top, shape.Left]);
        return nn.functional.max_pool2d(maps.relu(), 2).to(inputs[0].dtype);
    };
}
