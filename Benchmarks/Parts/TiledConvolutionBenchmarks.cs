using BenchmarkDotNet.Attributes;
using Toolkit.Kernels.Convolution;
using Toolkit.LibTorch;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>
/// ResNet18's 3×3 convolutions of images of 32 pixels, and the first of one of 224, forward and backward: with few multiplications, and by libtorch.
/// </summary>
[InProcess]
public class TiledConvolutionBenchmarks
{
    private Tensor maps = null!, weight = null!, gradient = null!;

    /// <summary>Images, channels, and the maps' side.</summary>
    [Params("64×64×8", "64×128×4", "64×256×2", "64×512×1", "16×64×56")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        TorchLibrary.Load();
        MemoryReuse.Enable();
        var sizes = Shape.Split('×').Select(long.Parse).ToArray();
        maps = randn(sizes[0], sizes[1], sizes[2], sizes[2]).requires_grad_(true);
        weight = randn(sizes[1], sizes[1], 3, 3).requires_grad_(true);
        gradient = randn_like(maps);
    }

    [Benchmark]
    public void Tiled() => Learn(() => TiledConvolution.Run(maps, weight));

    [Benchmark(Baseline = true)]
    public void ByLibtorch() => Learn(() => nn.functional.conv2d(maps, weight, padding: [1, 1]));

    private void Learn(Func<Tensor> layer)
    {
        using var scope = NewDisposeScope();
        layer().backward([gradient]);
        (maps.grad, weight.grad) = (null, null);
    }
}
