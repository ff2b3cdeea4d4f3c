using TorchSharp;
using static TorchSharp.torch;

namespace Toolkit.Compat.Tests.NN;

/// <summary>
/// The convolutions that Compat/Native computes by itself, in float32, against libtorch's own in float64: outputs and all gradients.
/// Between the two, only rounding differs.
/// </summary>
[TestClass]
public sealed class FastConvolutionTests
{
    private const double Tolerance = 1e-5;

    [TestMethod]
    [DataRow(3, 16, 32, 7, 7, DisplayName = "odd size: tiles reach past the edge")]
    [DataRow(2, 32, 16, 5, 8, DisplayName = "odd height, even width")]
    [DataRow(1, 16, 16, 1, 3, DisplayName = "one row")]
    [DataRow(5, 48, 64, 2, 2, DisplayName = "a single tile")]
    [DataRow(2, 512, 512, 4, 4, DisplayName = "more tiles than one chunk")]
    [DataRow(2, 64, 64, 57, 40, DisplayName = "chunks that begin inside an image")]
    public void WinogradEqualsTheDirectConvolution(int images, int inputs, int outputs, int height, int width) =>
        Compare([images, inputs, height, width], [outputs, inputs, 3, 3], stride: 1, padding: 1);

    [TestMethod]
    [DataRow(1, 1, 3, 1, 1, DisplayName = "one pixel, 3×3")]
    [DataRow(2, 2, 3, 2, 1, DisplayName = "2×2 to one pixel")]
    [DataRow(1, 2, 3, 2, 1, DisplayName = "1×2 to one pixel")]
    [DataRow(1, 1, 5, 1, 2, DisplayName = "one pixel, 5×5")]
    [DataRow(2, 2, 2, 1, 0, DisplayName = "2×2 kernel without padding")]
    public void SmallMapsAreAMatrixProduct(int height, int width, int kernel, int stride, int padding) =>
        Compare([4, 16, height, width], [32, 16, kernel, kernel], stride, padding);

    [TestMethod]
    [DataRow(1, 6, 28, 28, 5, 2, DisplayName = "LeNet's first")]
    [DataRow(6, 16, 14, 14, 5, 0, DisplayName = "LeNet's second")]
    [DataRow(3, 7, 5, 33, 3, 1, DisplayName = "rows beyond two times 16")]
    [DataRow(16, 5, 4, 3, 3, 2, DisplayName = "outputs larger than inputs")]
    [DataRow(5, 2, 3, 3, 3, 0, DisplayName = "one pixel")]
    public void FewChannelsEqualTheConvolutionByDefinition(int inputs, int outputs, int height, int width, int kernel, int padding) =>
        Compare([35, inputs, height, width], [outputs, inputs, kernel, kernel], stride: 1, padding);

    [TestMethod]
    [DataRow(3, 2, 1, 1, DisplayName = "3×3, stride 2")]
    [DataRow(1, 2, 0, 1, DisplayName = "1×1, stride 2")]
    [DataRow(5, 3, 2, 1, DisplayName = "5×5, stride 3")]
    [DataRow(3, 1, 2, 2, DisplayName = "dilated")]
    [DataRow(3, 1, 0, 1, DisplayName = "3×3 without padding")]
    [DataRow(3, 1, 1, 1, DisplayName = "3×3 by Winograd's filtering")]
    public void WithoutAGraphTheyEqualTheDirectConvolution(int kernel, int stride, int padding, int dilation)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (x, w, b) = (randn(2, 48, 11, 8), randn(32, 48, kernel, kernel), randn(32));
        var expected = nn.functional.conv2d(x.to(float64), w.to(float64), b.to(float64), [stride], [padding], [dilation]);
        for (var pass = 0; pass < 2; pass++) AssertClose(expected, nn.functional.conv2d(x, w, b, [stride], [padding], [dilation]));
    }

    [TestMethod]
    [DataRow(1, DisplayName = "by Winograd's filtering")]
    [DataRow(2, DisplayName = "as a matrix product")]
    public void WeightsThatChangedInPlaceAreSeen(int stride)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (rand(1, 16, 6, 6), rand(16, 16, 3, 3));
        using var before = nn.functional.conv2d(x, w, strides: [stride], padding: [1]);
        w.mul_(2);
        AssertClose(before.to(float64).mul(2), nn.functional.conv2d(x, w, strides: [stride], padding: [1]));
    }

    [TestMethod]
    public void InputsOfAnyMemoryOrderGiveTheSame()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (rand(2, 16, 6, 6), rand(16, 16, 3, 3));
        var channelsLast = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var plain = nn.functional.conv2d(x, w, padding: [1]);
        var other = nn.functional.conv2d(channelsLast, w, padding: [1]);
        Assert.AreEqual(0, plain.sub(other).abs().max().item<float>());
    }

    [TestMethod]
    [DataRow(32, DisplayName = "Winograd's filtering")]
    [DataRow(5, DisplayName = "few channels")]
    public void TheNumberOfThreadsMakesNoDifference(int channels)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (rand(28, channels, 12, 12).requires_grad_(true), rand(channels, channels, 3, 3).requires_grad_(true));
        var before = get_num_threads();
        var gradients = new List<Tensor>();
        foreach (var threads in new[] { 1, 2 })
        {
            set_num_threads(threads);
            var gradient = autograd.grad([nn.functional.conv2d(x, w, padding: [1]).square().sum()], [x, w]);
            gradients.Add(cat([.. gradient.Select(g => g.flatten())]));
        }
        set_num_threads(before);
        Assert.AreEqual(0, gradients[0].sub(gradients[1]).abs().max().item<float>());
    }

    private static void Compare(long[] input, long[] kernel, long stride, long padding)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] arguments = [randn(input), randn(kernel), randn(kernel[0])];
        var exact = OutputAndGradients([.. arguments.Select(argument => argument.to(float64))], stride, padding);
        var fast = OutputAndGradients(arguments, stride, padding);
        foreach (var (expected, actual) in exact.Zip(fast)) AssertClose(expected, actual);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        var error = actual.to(float64).sub(expected).abs().max().div(expected.abs().max()).item<double>();
        Assert.IsTrue(error < Tolerance, $"differs by {error} of the largest value");
    }

    /// <summary>The output, and the gradients of a loss that weighs every output differently.</summary>
    private static Tensor[] OutputAndGradients(Tensor[] arguments, long stride, long padding)
    {
        foreach (var argument in arguments) argument.requires_grad_(true);
        var output = nn.functional.conv2d(arguments[0], arguments[1], arguments[2], [stride], [padding]);
        var weights = linspace(-1, 1, output.numel(), output.dtype).reshape(output.shape);
        return [output, .. autograd.grad([output.mul(weights).sum()], arguments)];
    }
}
