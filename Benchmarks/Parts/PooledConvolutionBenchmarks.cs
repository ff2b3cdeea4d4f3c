using BenchmarkDotNet.Attributes;
using Toolkit.Kernels.Convolution;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>LeNet's two convolutions with ReLU and pooling, forward and backward, 256 images: in one, and by libtorch's three layers.</summary>
[InProcess]
public class PooledConvolutionBenchmarks
{
    private const int Images = 256;

    private static readonly PooledShape[] Shapes = [new(1, 6, 28, 28, 5, 5, 2, 2), new(6, 16, 14, 14, 5, 5, 0, 0)];

    private PooledShape shape;
    private Tensor images = null!, weight = null!, bias = null!, gradient = null!;

    [Params(0, 1)]
    public int Layer { get; set; }

    [GlobalSetup]
    public void Create()
    {
        RandomMaps.Prepare();
        shape = Shapes[Layer];
        images = randn(Images, shape.Inputs, shape.Height, shape.Width).requires_grad_(Layer > 0);
        weight = randn(shape.Outputs, shape.Inputs, shape.KernelHeight, shape.KernelWidth).requires_grad_(true);
        bias = randn(shape.Outputs).requires_grad_(true);
        gradient = randn(Images, shape.Outputs, shape.Rows, shape.Columns);
    }

    [Benchmark]
    public void InOne() => Learn(() => PooledConvolution.Run(images, weight, bias, shape));

    [Benchmark(Baseline = true)]
    public void ByLibtorch() => Learn(() =>
        nn.functional.max_pool2d(nn.functional.conv2d(images, weight, bias, padding: [shape.Top, shape.Left]).relu_(), 2));

    private void Learn(Func<Tensor> layers)
    {
        using var scope = NewDisposeScope();
        layers().backward([gradient]);
        foreach (var tensor in new[] { images, weight, bias }) tensor.grad = null;
    }
}
