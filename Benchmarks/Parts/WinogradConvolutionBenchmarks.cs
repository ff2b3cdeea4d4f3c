using BenchmarkDotNet.Attributes;
using Toolkit.Kernels.Winograd;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>3×3 convolutions of ResNet18 at 64 and 224 pixels, forward and backward: by Winograd's filtering, and by libtorch, both with the channels last.</summary>
[InProcess]
public class WinogradConvolutionBenchmarks
{
    private Tensor maps = null!, weight = null!, gradient = null!;

    /// <summary>Images, channels, and the maps' side.</summary>
    [Params("64×64×16", "64×128×8", "64×256×4", "64×512×2", "16×64×56", "16×128×28", "16×256×14", "16×512×7")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        RandomMaps.Prepare();
        maps = RandomMaps.Of(Shape).requires_grad_(true);
        weight = randn(maps.shape[1], maps.shape[1], 3, 3).requires_grad_(true);
        gradient = RandomMaps.Of(Shape);
    }

    [Benchmark]
    public void ByWinograd() => Learn(WinogradConvolution.Run);

    [Benchmark(Baseline = true)]
    public void ByLibtorch() => Learn((input, weights) => nn.functional.conv2d(input, weights, padding: [1, 1]));

    private void Learn(Func<Tensor, Tensor, Tensor> convolution)
    {
        using var scope = NewDisposeScope();
        convolution(maps, weight).backward([gradient]);
        maps.grad = null;
        weight.grad = null;
    }
}
