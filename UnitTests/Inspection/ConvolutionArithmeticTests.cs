using Toolkit.Inspection;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>The formulas against the framework's own layers.</summary>
[TestClass]
public sealed class ConvolutionArithmeticTests
{
    private static readonly long[] Kernels = [1, 2, 3, 5], Strides = [1, 2, 3], Paddings = [0, 1, 2], Dilations = [1, 2, 3];

    [TestMethod]
    public void OutputSizeIsThatOfTheFrameworksConvolution()
    {
        using var scope = NewDisposeScope();
        foreach (var kernel in Kernels)
            foreach (var stride in Strides)
                foreach (var padding in Paddings)
                    foreach (var dilation in Dilations)
                        foreach (var size in new long[] { 13, 14, 15, 16 })
                        {
                            var convolved = nn.functional.conv2d(
                                zeros(1, 1, size, 1), zeros(1, 1, kernel, 1), null, [stride, 1], [padding, 0], [dilation, 1]);
                            Assert.AreEqual(convolved.shape[2], ConvolutionArithmetic.OutputSize(size, kernel, stride, padding, dilation),
                                $"size {size}, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}");
                        }
    }

    [TestMethod]
    public void OutputSizeIsThatOfTheFrameworksPooling()
    {
        using var scope = NewDisposeScope();
        foreach (var ceilMode in new[] { false, true })
            foreach (var kernel in Kernels)
                foreach (var stride in Strides)
                    foreach (var padding in Paddings.Where(padding => padding <= kernel / 2))
                        foreach (var size in new long[] { 13, 14, 15, 16 })
                        {
                            var pooled = nn.functional.max_pool2d(
                                zeros(1, 1, size, size), [kernel, kernel], [stride, stride], [padding, padding], [1, 1], ceilMode);
                            Assert.AreEqual(pooled.shape[2], ConvolutionArithmetic.OutputSize(size, kernel, stride, padding, 1, ceilMode),
                                $"size {size}, kernel {kernel}, stride {stride}, padding {padding}, ceil {ceilMode}");
                        }
    }

    [TestMethod]
    public void RefusesWindowsThatDoNotFit()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => ConvolutionArithmetic.OutputSize(4, 3, padding: 1, dilation: 3));
        StringAssert.Contains(error.Message, "A window of 7 does not fit into 4 inputs with 1 of padding");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConvolutionArithmetic.OutputSize(0, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConvolutionArithmetic.OutputSize(4, 1, stride: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConvolutionArithmetic.OutputSize(4, 1, padding: -1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ConvolutionArithmetic.Extent(0));
    }

    [TestMethod]
    public void ReceptiveFieldsOfLeNetAre5And6And14And16()
    {
        var conv1 = ReceptiveField.Pixel.Through(ConvolutionArithmetic.Extent(5));
        var pool1 = conv1.Through(ConvolutionArithmetic.Extent(2), 2);
        var conv2 = pool1.Through(ConvolutionArithmetic.Extent(5));
        var pool2 = conv2.Through(ConvolutionArithmetic.Extent(2), 2);
        CollectionAssert.AreEqual(new long[] { 5, 6, 14, 16 }, new[] { conv1.Size, pool1.Size, conv2.Size, pool2.Size });
        Assert.AreEqual(4, pool2.Step);
    }
}
