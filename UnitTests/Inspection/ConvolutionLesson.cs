using Toolkit.Inspection;
using Toolkit.UnitTests.Support;
using static TorchSharp.torch;

namespace Toolkit.UnitTests.Inspection;

/// <summary>
/// The code of docs/lesson-convolutions.md. The page quotes every part between "lesson:" and "end", as
/// <see cref="PagesTests"/> checks; the tests show that the parts do what the page says.
/// </summary>
[TestClass]
public sealed class ConvolutionLesson
{
    private static readonly Random Random = new(7);

    // lesson: cross-correlation
    private static float[,] CrossCorrelate(float[,] image, float[,] kernel)
    {
        var (height, width) = (kernel.GetLength(0), kernel.GetLength(1));
        var result = new float[image.GetLength(0) - height + 1, image.GetLength(1) - width + 1];
        for (var row = 0; row < result.GetLength(0); row++)
            for (var column = 0; column < result.GetLength(1); column++)
                for (var i = 0; i < height; i++)
                    for (var j = 0; j < width; j++)
                        result[row, column] += image[row + i, column + j] * kernel[i, j];
        return result;
    }
    // end

    // lesson: padding
    private static float[,] Pad(float[,] image, int padding)
    {
        var result = new float[image.GetLength(0) + 2 * padding, image.GetLength(1) + 2 * padding];
        for (var row = 0; row < image.GetLength(0); row++)
            for (var column = 0; column < image.GetLength(1); column++)
                result[row + padding, column + padding] = image[row, column];
        return result;
    }
    // end

    // lesson: stride
    private static float[,] EveryNth(float[,] image, int stride)
    {
        var result = new float[(image.GetLength(0) - 1) / stride + 1, (image.GetLength(1) - 1) / stride + 1];
        for (var row = 0; row < result.GetLength(0); row++)
            for (var column = 0; column < result.GetLength(1); column++)
                result[row, column] = image[row * stride, column * stride];
        return result;
    }
    // end

    // lesson: dilation
    private static float[,] Dilate(float[,] kernel, int dilation)
    {
        var result = new float[(kernel.GetLength(0) - 1) * dilation + 1, (kernel.GetLength(1) - 1) * dilation + 1];
        for (var i = 0; i < kernel.GetLength(0); i++)
            for (var j = 0; j < kernel.GetLength(1); j++)
                result[i * dilation, j * dilation] = kernel[i, j];
        return result;
    }
    // end

    // lesson: pooling
    private static float[,] Pool(float[,] image, int size, Func<IEnumerable<float>, float> summary)
    {
        var result = new float[image.GetLength(0) / size, image.GetLength(1) / size];
        for (var row = 0; row < result.GetLength(0); row++)
            for (var column = 0; column < result.GetLength(1); column++)
                result[row, column] = summary(Window(row * size, column * size));
        return result;

        IEnumerable<float> Window(int top, int left) =>
            from i in Enumerable.Range(top, size) from j in Enumerable.Range(left, size) select image[i, j];
    }
    // end

    [TestMethod]
    public void CrossCorrelationIsWhatTheFrameworkCallsConvolution()
    {
        // lesson: a kernel that finds edges
        float[,] image =
        {
            { 1, 1, 0, 0, 0, 0, 1, 1 },
            { 1, 1, 0, 0, 0, 0, 1, 1 },
            { 1, 1, 0, 0, 0, 0, 1, 1 },
        };
        var edges = CrossCorrelate(image, new float[,] { { 1, -1 } });
        // Every row is 0, 1, 0, 0, 0, -1, 0: a step down gives 1, a step up gives -1, an even surface 0.
        // end
        for (var row = 0; row < 3; row++)
            CollectionAssert.AreEqual(
                new float[] { 0, 1, 0, 0, 0, -1, 0 }, Enumerable.Range(0, 7).Select(column => edges[row, column]).ToArray());

        var (larger, kernel) = (RandomMap(9, 8), RandomMap(3, 2));
        // lesson: the framework's cross-correlation
        AssertSame(nn.functional.conv2d(AsBatch(larger), AsBatch(kernel)), CrossCorrelate(larger, kernel));
        // end
    }

    [TestMethod]
    public void PaddingStrideAndDilationAreThreeSmallSteps()
    {
        var (image, kernel) = (RandomMap(12, 11), RandomMap(3, 3));
        // lesson: the framework's padding, stride and dilation
        var ours = EveryNth(CrossCorrelate(Pad(image, 1), Dilate(kernel, 2)), 3);
        AssertSame(nn.functional.conv2d(AsBatch(image), AsBatch(kernel), null, strides: [3], padding: [1], dilation: [2]), ours);

        Assert.AreEqual(ours.GetLength(0), ConvolutionArithmetic.OutputSize(12, kernel: 3, stride: 3, padding: 1, dilation: 2));
        Assert.AreEqual(ours.GetLength(1), ConvolutionArithmetic.OutputSize(11, kernel: 3, stride: 3, padding: 1, dilation: 2));
        // end
    }

    [TestMethod]
    public void PoolingSummarisesWindows()
    {
        var image = RandomMap(6, 9);
        // lesson: the framework's pooling
        AssertSame(nn.functional.max_pool2d(AsBatch(image), 3), Pool(image, 3, window => window.Max()));
        AssertSame(nn.functional.avg_pool2d(AsBatch(image), 3), Pool(image, 3, window => window.Average()));
        // end
    }

    [TestMethod]
    public void ChannelsAreSummed()
    {
        var (channels, kernels) = (new[] { RandomMap(5, 5), RandomMap(5, 5) }, new[] { RandomMap(3, 3), RandomMap(3, 3) });
        // lesson: several channels
        var each = channels.Zip(kernels, CrossCorrelate).ToArray();
        var sum = new float[3, 3];
        foreach (var result in each)
            for (var row = 0; row < 3; row++)
                for (var column = 0; column < 3; column++)
                    sum[row, column] += result[row, column];

        var image = cat([.. channels.Select(AsBatch)], 1);
        var kernel = cat([.. kernels.Select(AsBatch)], 1);
        AssertSame(nn.functional.conv2d(image, kernel), sum);
        // end
    }

    [TestMethod]
    public void AOneByOneConvolutionIsALinearLayerAtEveryPixel()
    {
        // lesson: 1×1 convolution
        var images = randn(2, 3, 4, 5);  // [N, channels, height, width]
        var weight = randn(7, 3);        // [outputs, channels]

        var pixels = images.permute(0, 2, 3, 1).reshape(-1, 3);
        var outputs = pixels.matmul(weight.t()).reshape(2, 4, 5, 7).permute(0, 3, 1, 2);

        var convolved = nn.functional.conv2d(images, weight.reshape(7, 3, 1, 1));
        AssertSame(convolved, outputs);
        // end
    }

    [TestMethod]
    public void BatchNormalisationInAFewLines()
    {
        // lesson: batch normalisation
        var images = randn(8, 3, 4, 5);
        var (scale, shift) = (tensor(new[] { 1f, 2f, 3f }).view(1, 3, 1, 1), tensor(new[] { 4f, 5f, 6f }).view(1, 3, 1, 1));

        var mean = images.mean([0, 2, 3], keepdim: true);
        var variance = (images - mean).square().mean([0, 2, 3], keepdim: true);
        var normalised = (images - mean) / (variance + 1e-5).sqrt() * scale + shift;

        var (runningMean, runningVariance) = (zeros(3), ones(3));
        AssertSame(
            nn.functional.batch_norm(images, runningMean, runningVariance, scale.flatten(), shift.flatten(), training: true), normalised);
        // end

        // lesson: running statistics
        const int count = 8 * 4 * 5;
        AssertSame(runningMean, 0.9 * zeros(3) + 0.1 * mean.flatten());
        AssertSame(runningVariance, 0.9 * ones(3) + 0.1 * variance.flatten() * count / (count - 1));
        // end
    }

    [TestMethod]
    public void GradientDescentFindsTheEdgeKernel()
    {
        float[,] picture =
        {
            { 1, 1, 0, 0, 0, 0, 1, 1 }, { 1, 1, 0, 0, 0, 0, 1, 1 }, { 1, 1, 0, 0, 0, 0, 1, 1 },
            { 1, 1, 0, 0, 0, 0, 1, 1 }, { 1, 1, 0, 0, 0, 0, 1, 1 }, { 1, 1, 0, 0, 0, 0, 1, 1 },
        };
        // lesson: learning the kernel
        var image = AsBatch(picture);
        var wanted = AsBatch(CrossCorrelate(picture, new float[,] { { 1, -1 } }));
        var kernel = zeros(1, 1, 1, 2).requires_grad_();
        const double rate = 0.03;
        for (var step = 0; step < 30; step++)
        {
            var error = (nn.functional.conv2d(image, kernel) - wanted).square().sum();
            var gradient = autograd.grad([error], [kernel])[0];
            using (no_grad()) kernel.sub_(rate * gradient);
        }
        // The kernel is now within 0.01 of [1, -1].
        // end
        var learnt = kernel.ToSingles();
        Assert.AreEqual(1, learnt[0], 0.01);
        Assert.AreEqual(-1, learnt[1], 0.01);
    }

    // lesson: comparing
    private static Tensor AsBatch(float[,] map) => from_array(map).view(1, 1, map.GetLength(0), map.GetLength(1));

    private static void AssertSame(Tensor framework, float[,] ours) => AssertSame(framework, AsBatch(ours));

    private static void AssertSame(Tensor framework, Tensor ours)
    {
        CollectionAssert.AreEqual(framework.shape, ours.shape);
        Assert.IsLessThan(1e-5f, (framework - ours).abs().max().item<float>());
    }
    // end

    private static float[,] RandomMap(int height, int width)
    {
        var map = new float[height, width];
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                map[row, column] = Random.NextSingle() - 0.5f;
        return map;
    }
}
