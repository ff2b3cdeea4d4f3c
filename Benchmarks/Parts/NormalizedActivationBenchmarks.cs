using BenchmarkDotNet.Attributes;
using Toolkit.Networks.Tracing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolkit.Benchmarks.Parts;

/// <summary>Batch normalisation and ReLU on maps of ResNet18 and MobileNetV2, forward and backward: in one, and by libtorch's layers.</summary>
[InProcess]
public class NormalizedActivationBenchmarks
{
    private BatchNorm2d layer = null!;
    private Tensor maps = null!, gradient = null!;

    /// <summary>Images, channels, and the maps' side.</summary>
    [Params("64×64×16", "64×128×4", "64×512×1", "16×64×56", "16×96×112", "16×24×56")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        RandomMaps.Prepare();
        maps = RandomMaps.Of(Shape).requires_grad_(true);
        layer = nn.BatchNorm2d(maps.shape[1]);
        gradient = RandomMaps.Of(Shape);
    }

    [Benchmark]
    public void InOne() => Learn(() => ComputedTensor.TensorOf(new ComputedTensor(maps).Through(layer).Relu()));

    [Benchmark(Baseline = true)]
    public void ByLibtorch() => Learn(() => layer.call(maps).relu_());

    private void Learn(Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        forward().backward([gradient]);
        maps.grad = null;
        layer.zero_grad();
    }
}
